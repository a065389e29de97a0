"""The public findings report: the page, and its corrections."""

import re
from datetime import date

from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.views.decorators.http import require_http_methods, require_safe

from audit import clock
from audit.record import last_of
from consultations import access
from consultations.lookup import find, find_for, refusals
from consultations.models import Consultation
from outcomes.models import FindingsReport
from outcomes.report import errata, paper
from outcomes.report import report as reports
from outcomes.report import working as workings
from outcomes.report.context import shown
from outcomes.report.forms import ErratumForm
from people.errors import Refused
from people.requests.everybodys import strangers
from people.text.sanitising import number

KEPT = 600  # seconds
INDENTED = re.compile(rb"\n\s+")  # a browser shows one space for it, as for the line end that stays
#: A tag that is written over several lines.
FOLDED = re.compile(rb"<[a-z][^<>]*\n[^<>]*>")


def readable(request: HttpRequest, slug: str) -> Consultation:
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
    """The page without its indentation: some 80 folded parts of templates within templates, 3 kB of it compressed."""
    consultation = readable(request, slug)
    context = {"consultation": consultation, "article": _article(request, consultation)}
    response = render(request, "outcomes/report/page.html", context)
    lines = INDENTED.sub(b"\n", response.content)
    response.content = FOLDED.sub(lambda tag: b" ".join(tag[0].split()).replace(b" >", b">"), lines)
    return response


def _article(request: HttpRequest, consultation: Consultation) -> str:
    """What the page is about. Once it is out, the same for everybody: as written since the last act, or midnight."""
    is_kept = consultation.report.is_published
    now = (last_of(consultation.slug), clock.today())
    kept: tuple[tuple[int, date], str] | None = cache.get(paper.article_key(consultation)) if is_kept else None
    if kept is not None and kept[0] == now:
        return kept[1]
    context = shown(consultation, viewer=request.user)
    written = render_to_string("outcomes/report/_article.html", context, request)
    if is_kept:
        cache.set(paper.article_key(consultation), (now, written), KEPT)
    return written


@require_safe
def working(request: HttpRequest, slug: str, number: str) -> HttpResponse:
    """How one finding of the published report was worked out, for everybody who may read the report."""
    consultation = readable(request, slug)
    found = workings.of(consultation.report, number) if consultation.report.is_published else None
    if found is None:
        raise Http404("No such finding.")
    context = {"consultation": consultation, "working": found, "entry": found.entry}
    return render(request, "outcomes/report/working.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: HttpRequest, slug: str) -> HttpResponse:
    """Dated corrections of the published report: one person proposes, a second one agrees."""
    consultation, member = find_for(request, slug, access.Do.AGREE_TO_CORRECTION)
    written = get_object_or_404(FindingsReport, consultation=consultation, state=FindingsReport.State.PUBLISHED)
    may_propose = access.may(request.user, consultation, access.Do.CORRECT_REPORT)
    is_answer, errors = "proposed" in request.POST, []
    form = ErratumForm(None if is_answer else request.POST or None, report=written) if may_propose else None
    if request.method == "POST":
        try:
            if is_answer:
                _answer(request, written)
                return redirect("correct_report", slug)
            if form is None:
                raise Http404
            if form.is_valid():
                errata.propose(written, by=request.user, **form.cleaned_data)
                return redirect("correct_report", slug)
        except Refused as error:
            if form is None or is_answer:
                errors = error.problems
            else:
                refusals(form, error)
    context = {
        "consultation": consultation,
        "member": member,
        "form": form,
        "errors": errors,
        "proposed": errata.proposed_in(consultation, member),
        "errata": errata.of(written),
        "may_agree": access.may(request.user, consultation, access.Do.AGREE_TO_CORRECTION),
    }
    is_wrong = errors or (form is not None and form.errors)
    return render(request, "outcomes/report/correct.html", context, status=422 if is_wrong else 200)


def _answer(request: HttpRequest, written: FindingsReport) -> None:
    """What was pressed beside a correction that waits."""
    waiting = written.proposed_errata.select_related("report__consultation")
    one = get_object_or_404(waiting, pk=number(request.POST["proposed"]))
    match request.POST.get("do"):
        case "agree":
            errata.agree(one, by=request.user)
        case "refuse":
            errata.refuse(one, by=request.user, why=request.POST.get("why", ""))
        case "take_back":
            errata.take_back(one, by=request.user)
