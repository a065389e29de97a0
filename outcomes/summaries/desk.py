"""Beside how a session went, and the results of a poll: its workbook, and its paper."""

from django.urls import reverse

from deliberation.models import Session, Wave

PDF, XLSX = "Download as PDF", "Download as XLSX"


def paper_of(session: Session) -> dict[str, str]:
    """The button that asks for it."""
    return {"label": PDF, "action": reverse("session_pdf", args=[session.code])}


def workbook_of(session: Session) -> dict[str, str]:
    return {"label": XLSX, "href": reverse("session_xlsx", args=[session.code])}


def paper_of_poll(wave: Wave) -> dict[str, str]:
    """The button that asks for it."""
    return {"label": PDF, "action": reverse("results_pdf", args=[wave.consultation.slug, wave.pk])}


def workbook_of_poll(wave: Wave) -> dict[str, str]:
    return {"label": XLSX, "href": reverse("results_xlsx", args=[wave.consultation.slug, wave.pk])}
