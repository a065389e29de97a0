"""The public findings report: the page, and the same on paper."""

import re

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.cache import get_conditional_response
from django.utils.http import http_date
from django.views.decorators.http import require_http_methods, require_safe

from consultations import access
from consultations.lookup import find, find_for, refusals
from consultations.models import Consultation
from outcomes.models import FindingsReport, MadeFile
from outcomes.report import errata, paper
from outcomes.report import report as reports
from outcomes.report.forms import ErratumForm
from outcomes.report.shown import shown
from people.errors import Refused
from people.requests.everybodys import strangers

PUBLISHED = FindingsReport.State.PUBLISHED
INDENTED = re.compile(rb">\n[ \t]+<")  # between tags alone: no word of anybody stands there


def _readable(request: HttpRequest, slug: str) -> Consultation:
    """Everybody reads what is published; a draft is for those who may read the coding. 404 for anybody else."""
    consultation = find(request, slug, reports.with_report(Consultation.objects.all()))
    written = getattr(consultation, "report", None)
    if written is None:
        raise Http404("No report yet.")
    if not written.is_published:
        access.require_role(request.user, consultation, access.Do.READ_CODING)
    return consultation


@strangers
@require_safe
def report(request: HttpRequest, slug: str) -> HttpResponse:
    """The page without its indentation: some 80 folded parts of templates within templates, 2.7 kB of it compressed."""
    consultation = _readable(request, slug)
    response = render(request, "outcomes/report/page.html", shown(consultation, viewer=request.user))
    response.content = INDENTED.sub(b">\n<", response.content)
    return response


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
def report_pdf(request: HttpRequest, slug: str) -> HttpResponseBase:
    """The report as a tagged PDF, as the background worker made it. Until it has, the page says so and offers print.

    What is published is handed out without looking who asks, so that browsers and caches between may keep it.
    """
    everybodys = reports.with_report(Consultation.objects.all()).filter(slug=slug, report__state=PUBLISHED).first()
    consultation = everybodys if everybodys and everybodys.is_public else _readable(request, slug)
    role = "" if consultation.report.is_published else _role(request, consultation)
    made = paper.ready(consultation, role)
    if made is None and not paper.has_failed(consultation, role):
        paper.refresh(consultation, role)
        made = paper.ready(consultation, role)  # it may have been made this moment
    if made is None:
        return _print_instead(request, consultation, soon=not paper.has_failed(consultation, role))
    draft = "draft-" if role else ""
    return _handed_out(request, made, f"{draft}findings-{slug}.pdf")


def _print_instead(request: HttpRequest, consultation: Consultation, *, soon: bool) -> HttpResponse:
    context = {"consultation": consultation, "soon": soon}
    page = render(request, "outcomes/report/no_pdf.html", context, status=202 if soon else 501)
    if soon:
        page["Retry-After"] = "60"
    return page


def _role(request: HttpRequest, consultation: Consultation) -> str:
    member = access.membership_of(request.user, consultation)
    return member.role if member else ""


def _handed_out(request: HttpRequest, made: MadeFile, name: str) -> HttpResponseBase:
    """A kept file. Asked for again with what it was sent with, it is not sent twice."""
    assert made.made_at is not None
    answer = HttpResponse(content_type="application/pdf")
    answer["ETag"] = etag = f'"{made.digest}"'
    answer["Last-Modified"] = http_date(made.made_at.timestamp())
    answer["Content-Disposition"] = f'inline; filename="{name}"'
    if not made.for_role:  # asked for anew each time: a withdrawn quote must not live on in a cache
        answer["Cache-Control"] = "public, max-age=0, must-revalidate"
    unchanged = get_conditional_response(request, etag, int(made.made_at.timestamp()), answer)
    if unchanged is not None and unchanged is not answer:
        return unchanged
    if request.method == "GET":
        answer.content = bytes(made.content or b"")
    answer["Content-Length"] = str(made.size)
    return answer
