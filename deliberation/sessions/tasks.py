"""Live sessions on a participant's list."""

from django.db.models import Q
from django.urls import reverse

from consultations.models import Consultation, Membership, Role
from deliberation.models import Session


def live_sessions(consultation: Consultation, membership: Membership | None) -> list[dict[str, object]]:
    if membership is None or membership.role != Role.PARTICIPANT or membership.group_id is None:
        return []
    mine = Session.objects.filter(Q(group=membership.group_id) | Q(also=membership.group_id)).distinct()
    return [_session(session) for session in mine.exclude(state=Session.State.ENDED)]


def _session(session: Session) -> dict[str, object]:
    is_live = session.state == Session.State.LIVE
    return {
        "title": session.title,
        "href": reverse("live", args=[session.code]),
        "order": 40,
        "status": "Live now" if is_live else "Planned",
        "tone": "good" if is_live else "neutral",
        "hint": session.place or "Live session with your group",
        "primary": is_live,
    }
