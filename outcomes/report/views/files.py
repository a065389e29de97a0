"""The published report as files: the PDF, and those beside it, as the background worker made them."""

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.cache import get_conditional_response
from django.utils.http import http_date
from django.views.decorators.http import require_safe

from consultations import access
from consultations.models import Consultation
from outcomes.models import BriefingFile, FindingsReport, MadeFile, ReportFile
from outcomes.report import paper
from outcomes.report import report as reports
from outcomes.report.exports import making
from outcomes.report.views.report import readable

PUBLISHED = FindingsReport.State.PUBLISHED


@require_safe
def report_pdf(request: HttpRequest, slug: str) -> HttpResponseBase:
    """The report as a tagged PDF, as the background worker made it. Until it has, the page says so and offers print.

    What is published is handed out without looking who asks, so that browsers and caches between may keep it.
    """
    consultation = _published(slug) or readable(request, slug)
    role = "" if consultation.report.is_published else _role(request, consultation)
    made = paper.ready(consultation, role)
    if made is None and not paper.has_failed(consultation, role):
        paper.refresh(consultation, role)
        made = paper.ready(consultation, role)  # it may have been made this moment
    if made is None:
        return _print_instead(request, consultation, soon=not paper.has_failed(consultation, role))
    draft = "draft-" if role else ""
    return handed_out(request, made, f"{draft}findings-{slug}.pdf", "application/pdf", is_draft=bool(role))


@require_safe
def files(request: HttpRequest, slug: str) -> HttpResponse:
    """What there is to fetch of a published report: a draft has no files."""
    consultation = _out(request, slug)
    found = making.ready(consultation, paper.present(consultation))
    if not found:
        paper.refresh(consultation)
        found = making.ready(consultation, paper.present(consultation))  # it may have been made this moment
    context = {"consultation": consultation, "files": _sorted(found), "licence": reports.LICENCE}
    return render(request, "outcomes/report/files.html", context, status=200 if found else 202)


@require_safe
def report_file(request: HttpRequest, slug: str, name: str) -> HttpResponseBase:
    """One of the files, to everybody who may read the report."""
    consultation = _out(request, slug)
    found = making.ready(consultation, paper.present(consultation))
    made = next((file for file in found if file.name == name), None)
    if made is None and found:
        raise Http404("No such file.")
    if made is None:
        return files(request, slug)
    return handed_out(request, made, f"{slug}-{name}", making.type_of(name), to_keep=True)


def _published(slug: str) -> Consultation | None:
    """Handed out without looking who asks."""
    found = reports.with_report(Consultation.objects.all()).filter(slug=slug, report__state=PUBLISHED).first()
    return found if found and found.is_public else None


def _out(request: HttpRequest, slug: str) -> Consultation:
    consultation = _published(slug) or readable(request, slug)
    if not consultation.report.is_published:
        raise Http404("Not published yet.")
    return consultation


def _sorted(found: list[ReportFile]) -> dict[str, list[ReportFile]]:
    if not found:
        return {}
    others = [file for file in found if file.name not in making.WHOLE]
    return {
        "whole": [file for file in found if file.name in making.WHOLE],
        "tables": [file for file in others if file.name.endswith(".csv")],
        "charts": [file for file in others if file.name.endswith((".svg", ".png"))],
    }


def _print_instead(request: HttpRequest, consultation: Consultation, *, soon: bool) -> HttpResponse:
    context = {"consultation": consultation, "soon": soon}
    page = render(request, "outcomes/report/no_pdf.html", context, status=202 if soon else 501)
    if soon:
        page["Retry-After"] = "60"
    return page


def _role(request: HttpRequest, consultation: Consultation) -> str:
    member = access.membership_of(request.user, consultation)
    return member.role if member else ""


def handed_out(
    request: HttpRequest,
    made: MadeFile | ReportFile | BriefingFile,
    name: str,
    kind: str,
    *,
    is_draft: bool = False,
    to_keep: bool = False,
) -> HttpResponseBase:
    """A kept file. Asked for again with what it was sent with, it is not sent twice."""
    assert made.made_at is not None
    answer = HttpResponse(content_type=kind)
    answer["ETag"] = etag = f'"{made.digest}"'
    answer["Last-Modified"] = http_date(made.made_at.timestamp())
    answer["Content-Disposition"] = f'{"attachment" if to_keep else "inline"}; filename="{name}"'
    if not is_draft:  # asked for anew each time: a withdrawn quote must not live on in a cache
        answer["Cache-Control"] = "public, max-age=0, must-revalidate"
    unchanged = get_conditional_response(request, etag, int(made.made_at.timestamp()), answer)
    if unchanged is not None and unchanged is not answer:
        return unchanged
    if request.method == "GET":
        answer.content = bytes(made.content or b"")
    answer["Content-Length"] = str(made.size)
    return answer
