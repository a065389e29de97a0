"""How a session went, as PDF: for its facilitators and the panel, as the worker made it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from deliberation.sessions.views.sessions import summarised
from outcomes.summaries import paper

SOON = "The PDF is being made. Press the button again in a minute."
NOT_HERE = "This server does not make PDFs. Print the page instead."


@require_POST
def session_pdf(request: HttpRequest, code: str) -> HttpResponse:
    """A press, not a link: asking for it may set the worker to work."""
    session, _ = summarised(request, code)
    made = paper.ready(session)
    if made is None:
        messages.info(request, NOT_HERE if paper.has_failed(session) else SOON)
        return redirect("session_summary", code=session.code)
    answer = HttpResponse(bytes(made.content or b""), content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="session-{session.code}.pdf"'
    return answer
