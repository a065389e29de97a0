"""What a live session holds about a person while it runs, and how long a facilitator's notes on it are kept."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import QuerySet

from consultations.models import Consultation, Membership, Role, TokenLink
from consultations.privacy import periods
from consultations.privacy.retention import over
from deliberation.models import Hand, PauseSignal, Seat, SessionNote
from deliberation.privacy.words import AFTER
from deliberation.sessions import floor, sessions
from people.models import User
from people.privacy import retention
from people.privacy.registry import Erasing, Row, Section
from people.text.dates import when

UNSEEN = f"A wish for a pause that no facilitator saw: until one does, at the latest {AFTER}."
MARK = (
    "until the link to a person’s ballots is destroyed, that they came to one: so that they count among those who took "
    "part"
)


def in_the_room(user: User) -> Iterator[Row]:
    for seat in Seat.objects.filter(membership__user=user).select_related("session").order_by("pk"):
        yield {
            "Session": str(seat.session),
            "Came": when(seat.came_at),
            "First spoke": when(seat.first_spoke_at),
            "Last spoke": when(seat.last_spoke_at),
            "Table": str(seat.table or ""),
        }
    links = TokenLink.objects.filter(membership__user=user, had_seat=True)
    for link in links.select_related("membership__consultation"):
        yield {"Consultation": str(link.membership.consultation), "Kept of sessions that ended": "You came to one"}
    for hand in Hand.objects.filter(membership__user=user).select_related("session").order_by("pk"):
        yield {
            "Session": str(hand.session),
            "Hand raised": when(hand.raised_at),
            "Topic": hand.topic,
            "State": hand.get_state_display(),
        }
    for pause in PauseSignal.objects.filter(membership__user=user).select_related("session").order_by("pk"):
        yield {"Session": str(pause.session), "Pause asked": when(pause.asked_at), "Seen to": when(pause.seen_at)}


SHOWN = [
    Section(
        "live_sessions", "Live sessions you are in or were in", in_the_room, order=64,
        why="So that everybody is heard: who is there, whose turn it is, who sits where, who would like a pause.",
        kept=f"Until the session ends. Then only how many came and how many spoke is kept, and {MARK}. {UNSEEN}",
    ),
]  # fmt: skip


def left_the_room(erasing: Erasing) -> None:
    for member in Membership.objects.filter(user=erasing.user, role=Role.PARTICIPANT):
        floor.forget(member)


def old_notes(now: datetime) -> QuerySet[SessionNote]:
    notes = SessionNote.objects.exclude(body="")
    return notes.filter(session__consultation__in=over(periods.words_until, now, Consultation.objects.all()))


def blank_notes(rows: QuerySet[SessionNote]) -> int:
    return rows.update(body="")


def old_pauses(now: datetime) -> QuerySet[PauseSignal]:
    return PauseSignal.objects.filter(
        session__consultation__in=over(periods.words_until, now, Consultation.objects.all())
    )


KEPT = [
    retention.Rule(
        "in_the_room", "Who came to a live session, spoke, sat where or asked for a pause",
        "So that everybody is heard",
        f"Until the session ends. Then only two counts are kept, and {MARK}. {UNSEEN}", 37,
        due=old_pauses, purge=retention.delete, since="asked_at", act=sessions.end,
    ),
    retention.Rule(
        "session_notes", "Facilitators’ own notes on a live session", "To write down what was said in the room",
        AFTER[:1].upper() + AFTER[1:] + ", at the latest.", 38,
        due=old_notes, purge=blank_notes, since="saved_at",
    ),
]  # fmt: skip
