"""How a session went, and the results of a poll, as PDF and XLSX: for facilitators and the panel."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST, require_safe

from deliberation.results import taking_away as results
from deliberation.results.views import taken_away
from deliberation.sessions import taking_away
from deliberation.sessions.views.sessions import summarised
from outcomes.summaries import paper, workbooks
from people.text.spreadsheets import XLSX

SOON = "The PDF is being made. Press the button again in a minute."
NOT_HERE = "This server does not make PDFs. Print the page instead."


@require_POST
def session_pdf(request: HttpRequest, code: str) -> HttpResponse:
    """A press, not a link: asking for it may set the worker to work."""
    session, _ = summarised(request, code)
    return _printed(request, session, f"session-{session.code}") or redirect("session_summary", code=session.code)


@require_POST
def results_pdf(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """As `session_pdf`."""
    wave, _ = taken_away(request, slug, pk)
    return _printed(request, wave, f"{slug}-poll-{pk}") or redirect("results", slug, pk)


def _printed(request: HttpRequest, about: paper.Subject, name: str) -> HttpResponse | None:
    made = paper.ready(about)
    if made is None:
        messages.info(request, NOT_HERE if paper.has_failed(about) else SOON)
        return None
    return _file(bytes(made.content or b""), "application/pdf", f"{name}.pdf")


@require_safe
def session_xlsx(request: HttpRequest, code: str) -> HttpResponse:
    """The rows of the CSV, as a workbook."""
    session, member = summarised(request, code)
    about = {"Title": session.title, "Of": str(session.consultation), "Address": paper.address_of(session)}
    made = workbooks.of(taking_away.rows_of(session, member), about)
    return _file(made, XLSX, f"session-{session.code}.xlsx")


@require_safe
def results_xlsx(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """The rows of the CSV, as a workbook."""
    wave, member = taken_away(request, slug, pk)
    about = {"Title": str(wave), "Of": str(wave.consultation), "Address": paper.address_of(wave)}
    return _file(workbooks.of(results.rows_of(wave, member), about), XLSX, f"{slug}-poll-{pk}.xlsx")


def _file(content: bytes, kind: str, name: str) -> HttpResponse:
    answer = HttpResponse(content, content_type=kind)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
