"""Beside how a session went: its paper."""

from django.urls import reverse

from deliberation.models import Session


def paper_of(session: Session) -> dict[str, str]:
    """The button that asks for it."""
    return {"label": "Download as PDF", "action": reverse("session_pdf", args=[session.code])}
