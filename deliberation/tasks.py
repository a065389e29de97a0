"""What deliberation puts on a participant's list. One function a room."""

from typing import Any

from django.db.models import Q
from django.urls import reverse

from consultations.consultation import next_step
from consultations.models import Consultation, Membership, Role
from deliberation.models import Conversation, Session, Wave
from deliberation.polls import polling
from deliberation.questions import asking

ORDERS: dict[str, int] = {Wave.Kind.BEFORE: 10, Wave.Kind.AFTER: 60, Wave.Kind.FOLLOW_UP: 65}
HINTS = {
    Wave.Kind.BEFORE: "Before you read and talk: what you think now.",
    Wave.Kind.AFTER: "After the talking: the same questions, and a few more.",
    Wave.Kind.FOLLOW_UP: "The police have answered. What do you think now?",
}


@next_step.task
def polls(consultation: Consultation, membership: Membership | None) -> list[dict[str, Any]]:
    if membership is None or membership.role != Role.PARTICIPANT:
        return []
    return [_poll(wave, membership) for wave in polling.waves_of(membership) if wave.questions.all()]


def _poll(wave: Wave, member: Membership) -> dict[str, Any]:
    progress = asking.progress(wave, member)
    return {
        "title": f"Answer: {wave}", "hint": HINTS.get(Wave.Kind(wave.kind), ""), "order": ORDERS.get(wave.kind, 70),
        "href": reverse("wave", args=[wave.consultation.slug, wave.pk]) if wave.is_open else "",
        "status": progress.status, "tone": progress.tone,
    }  # fmt: skip


@next_step.task
def statements(consultation: Consultation, membership: Membership | None) -> list[dict[str, Any]]:
    if membership is None or membership.role != Role.PARTICIPANT:
        return []
    talks = Conversation.objects.filter(wave__poll__consultation=consultation)
    talks = talks.exclude(wave__state=Wave.State.PLANNED).select_related("wave__poll__consultation")
    return [_conversation(talk, membership) for talk in talks]


def _conversation(talk: Conversation, member: Membership) -> dict[str, Any]:
    progress = asking.progress(talk.wave, member)
    return {
        "title": f"Agree or disagree: {talk.wave}", "hint": talk.about, "order": 45, "status": progress.status,
        "tone": progress.tone, "href": reverse("conversation", args=[talk.consultation.slug, talk.wave_id]),
    }  # fmt: skip


@next_step.task
def live_sessions(consultation: Consultation, membership: Membership | None) -> list[dict[str, Any]]:
    if membership is None or membership.role != Role.PARTICIPANT or membership.group_id is None:
        return []
    mine = Session.objects.filter(Q(group=membership.group_id) | Q(also=membership.group_id)).distinct()
    return [_session(session) for session in mine.exclude(state=Session.State.ENDED)]


def _session(session: Session) -> dict[str, Any]:
    is_live = session.state == Session.State.LIVE
    return {
        "title": session.title, "href": reverse("live", args=[session.code]), "order": 40,
        "status": "Live now" if is_live else "Planned", "tone": "good" if is_live else "neutral",
        "hint": session.place or "Live session with your group", "primary": is_live,
    }  # fmt: skip
