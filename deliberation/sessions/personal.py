"""What a session is for one person in it: their hand, their table, their wish for a pause."""

from dataclasses import dataclass, field

from consultations.models import Membership, Role
from deliberation.models import Hand, Seat, Session
from deliberation.sessions import floor, raised_hands
from deliberation.signposts.signposts import local_routes

ORDINALS = {1: "You are next.", 2: "One person is before you."}


@dataclass(frozen=True)
class Mine:
    session: Session
    seat: Seat | None = None
    hand: Hand | None = None
    place: int = 0  # in the queue, from 1; 0 without a hand that waits
    asked_for_pause: bool = False
    skipped: Hand | None = None  # the last hand, where the facilitator went on without it
    help_near: list[tuple[str, str, str]] = field(default_factory=list)  # beside the wish for a pause
    queue: list[str] = field(default_factory=list)  # pseudonyms: for the panel, who may watch
    is_participant: bool = True

    @property
    def is_called(self) -> bool:
        return self.hand is not None and self.hand.state == Hand.State.CALLED

    @property
    def place_words(self) -> str:
        return ORDINALS.get(self.place) or f"{self.place - 1} people are before you."


def of(session: Session, member: Membership) -> Mine:
    """For a participant their own; for the panel the queue, read only. A participant gets their seat with it."""
    if member.role != Role.PARTICIPANT:
        queue = (
            [hand.membership.pseudonym for hand in raised_hands.waiting(session)]
            if member.role == Role.OVERSIGHT
            else []
        )
        return Mine(session, queue=queue, is_participant=False)
    seat = floor.arrive(session, member)
    hand = session.hands.filter(membership=member, state__in=Hand.ACTIVE).first()
    place = 0
    if hand is not None and hand.state == Hand.State.WAITING:
        place = next(n for n, one in enumerate(raised_hands.waiting(session), start=1) if one.pk == hand.pk)
    asked = session.pauses.filter(membership=member, seen_at=None).exists()
    near = local_routes(session.consultation) if asked else []
    return Mine(session, seat, hand, place, asked, skipped=None if hand else _skipped(session, member), help_near=near)


def _skipped(session: Session, member: Membership) -> Hand | None:
    last = session.hands.filter(membership=member).order_by("pk").last()
    return last if last is not None and last.state == Hand.State.SKIPPED else None
