"""Conversations of statements on a participant's list."""

from django.urls import reverse

from consultations.models import Consultation, Membership, Role
from deliberation.models import Conversation, Wave
from deliberation.questions import asking


def conversations(consultation: Consultation, membership: Membership | None) -> list[dict[str, object]]:
    if membership is None or membership.role != Role.PARTICIPANT:
        return []
    talks = Conversation.objects.filter(wave__poll__consultation=consultation)
    talks = talks.exclude(wave__state=Wave.State.PLANNED).select_related("wave__poll__consultation")
    return [_conversation(talk, membership) for talk in talks]


def _conversation(talk: Conversation, member: Membership) -> dict[str, object]:
    progress = asking.progress(talk.wave, member)
    return {
        "title": f"Agree or disagree: {talk.wave}",
        "hint": talk.about,
        "order": 45,
        "status": progress.status,
        "tone": progress.tone,
        "primary": talk.wave.is_open,
        "href": reverse("conversation", args=[talk.consultation.slug, talk.wave_id]),
    }
