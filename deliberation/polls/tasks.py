"""Polls on a participant's list."""

from django.urls import reverse

from consultations.consultation.next_step import Page
from consultations.models import Consultation, Membership, Role
from deliberation.discussion.tasks import was_said
from deliberation.models import Wave
from deliberation.polls import polling
from deliberation.questions import asking

ORDERS: dict[str, int] = {Wave.Kind.BEFORE: 10, Wave.Kind.AFTER: 60, Wave.Kind.FOLLOW_UP: 65}
HINTS = {
    Wave.Kind.BEFORE: "Before you read and talk: what you think now.",
    Wave.Kind.AFTER: "After the talking: the same questions, and a few more.",
    Wave.Kind.FOLLOW_UP: "The police have answered. What do you think now?",
}


def polls(consultation: Consultation, membership: Membership | None) -> list[dict[str, object]]:
    if membership is None or membership.role != Role.PARTICIPANT:
        return []
    return [_poll(wave, membership) for wave in polling.waves_of(membership) if wave.questions.all()]


def _poll(wave: Wave, member: Membership) -> dict[str, object]:
    progress = asking.progress(wave, member)
    return {
        "title": f"Answer: {wave}",
        "hint": HINTS.get(Wave.Kind(wave.kind), ""),
        "order": ORDERS.get(wave.kind, 70),
        "href": reverse("wave", args=[wave.consultation.slug, wave.pk]) if wave.is_open else "",
        "status": progress.status,
        "tone": progress.tone,
    }


WHAT_YOU_ANSWERED = Page("What you answered", "my_answers", "As long as your answers can be found", 35, was_said)
