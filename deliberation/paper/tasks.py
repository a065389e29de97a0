"""Paper sheets on a participant's list: one was typed in for them, and waits for their word."""

from django.urls import reverse

from consultations.models import Consultation, Membership, Role
from deliberation.paper import confirming


def sheets_to_confirm(consultation: Consultation, membership: Membership | None) -> list[dict[str, object]]:
    if membership is None or membership.role != Role.PARTICIPANT:
        return []
    return [
        {
            "title": f"Is paper sheet {sheet.number} yours?",
            "hint": f"A facilitator typed it in for you: {sheet.wave}.",
            "order": 5,
            "href": reverse("confirm_sheet", args=[consultation.slug, sheet.pk]),
            "status": "Waits for your word",
            "tone": "warn",
        }
        for sheet in confirming.of_person(membership)
    ]
