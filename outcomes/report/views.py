"""The public findings report: the page, and the same on paper."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from consultations import access
from consultations.changes import changes
from consultations.lookup import find, find_for, refusals
from consultations.models import Consultation
from outcomes.models import FindingsReport
from outcomes.promises.front import summary
from outcomes.report import errata, pdf
from outcomes.report import report as reports
from outcomes.report.forms import ErratumForm
from people.errors import Refused
from people.text.emails import written


def _readable(request: HttpRequest, slug: str) -> Consultation:
    """Everybody reads what is published; a draft is for those who may read the coding. 404 for anybody else."""
    consultation = find(request, slug, reports.with_report(Consultation.objects.all()))
    written = getattr(consultation, "report", None)
    if written is None:
        raise Http404("No report yet.")
    if not written.is_published:
        access.require_role(request.user, consultation, access.Do.READ_CODING)
    return consultation


def _context(request: HttpRequest, consultation: Consultation) -> dict[str, object]:
    built = reports.build(consultation, viewer=request.user)
    answer = None if built.is_draft else getattr(built.written, "response", None)
    signed = answer if answer and answer.is_signed else None
    slots = built.answers if signed else []
    return {
        "consultation": consultation,
        "report": built,
        "changed": changes.since_asked(consultation),
        "response": signed,
        "slots": slots,
        "promises": summary([promise for slot in slots for promise in slot.commitments.all()]) if signed else None,
    }


@require_safe
def report(request: HttpRequest, slug: str) -> HttpResponse:
    consultation = _readable(request, slug)
    return render(request, "outcomes/report/page.html", _context(request, consultation))


@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: HttpRequest, slug: str) -> HttpResponse:
    """A dated correction of the published report."""
    consultation, _ = find_for(request, slug, access.Do.CORRECT_REPORT)
    written = get_object_or_404(FindingsReport, consultation=consultation, state=FindingsReport.State.PUBLISHED)
    form = ErratumForm(request.POST or None, report=written)
    if request.method == "POST" and form.is_valid():
        try:
            errata.add(written, by=request.user, **form.cleaned_data)
            return redirect("report", slug)
        except Refused as error:
            refusals(form, error)
    context = {"consultation": consultation, "form": form, "errata": errata.of(written)}
    return render(request, "outcomes/report/correct.html", context, status=422 if form.errors else 200)


@require_safe
def report_pdf(request: HttpRequest, slug: str) -> HttpResponse:
    """The report as a tagged PDF. Where this machine cannot make one, the page says so and offers print."""
    consultation = _readable(request, slug)
    address = request.build_absolute_uri(reverse("report", args=[slug]))
    # Without the request: nothing about the person who asks can get onto paper.
    html = written("outcomes/report/pdf.html", {**_context(request, consultation), "address": address})
    try:
        made = pdf.make(html, base_url=address, name=slug)
    except pdf.NotHere:
        return render(request, "outcomes/report/no_pdf.html", {"consultation": consultation}, status=501)
    except pdf.Busy:
        page = render(request, "outcomes/report/no_pdf.html", {"consultation": consultation, "busy": True}, status=503)
        page["Retry-After"] = "60"
        return page
    answer = HttpResponse(made, content_type="application/pdf")
    draft = "draft-" if not consultation.report.is_published else ""
    answer["Content-Disposition"] = f'inline; filename="{draft}findings-{slug}.pdf"'
    return answer
