"""The meter of voices: how many have been heard, and how long nobody new has. For facilitators and oversight only."""

from dataclasses import dataclass

from django.db.models import Count, Max, Q

from audit import clock
from deliberation.models import Seat, Session
from deliberation.sessions import floor, timing

LISTED = 60  # names; in a larger room the facilitator types a name instead


@dataclass(frozen=True)
class Name:
    """One person in the list of names. `seat` None: not seen in the room."""

    pk: int
    pseudonym: str
    seat: Seat | None

    @property
    def has_spoken(self) -> bool:
        return self.seat is not None and self.seat.first_spoke_at is not None


@dataclass(frozen=True)
class Voices:
    here: int
    heard: int
    in_part: int
    silent_for: int  # seconds since somebody spoke for the first time, or since the start
    names: list[Name]
    slip: Seat | None  # the voice noted last, as long as it can be taken back

    @property
    def silent(self) -> int:
        return self.here - self.heard

    @property
    def words(self) -> str:
        if not self.here:
            return "Nobody is here yet."
        if not self.silent:
            return f"All {self.here} have spoken." if self.here > 1 else "The one person here has spoken."
        return f"{self.silent} of {self.here} {'has' if self.silent == 1 else 'have'} not spoken yet."

    @property
    def silence(self) -> str:
        """ "Nobody new for 6 minutes": said from two minutes on, while somebody is still to be heard."""
        if not self.silent or self.silent_for < 120:
            return ""
        return f"Nobody new for {timing.minutes(self.silent_for)}."


def of(session: Session) -> Voices:
    """Counted by the database: a hall has thousands of seats, and looks often."""
    seats, spoke = session.seats.all(), Q(first_spoke_at__isnull=False)
    here = seats.aggregate(
        people=Count("pk"),
        heard=Count("pk", filter=spoke),
        in_part=Count("pk", filter=spoke & Q(last_spoke_at__gte=session.segment_started_at or clock.now())),
        latest=Max("first_spoke_at"),
    )
    latest = here["latest"] or session.started_at
    silent_for = int((clock.now() - latest).total_seconds()) if latest else 0
    return Voices(here["people"], here["heard"], here["in_part"], silent_for, _names(session), _slip(session))


def _slip(session: Session) -> Seat | None:
    spoken = session.seats.exclude(first_spoke_at=None).select_related("membership")
    last = spoken.order_by("-last_spoke_at").first()
    return last if last and last.first_spoke_at == last.last_spoke_at else None


def _names(session: Session) -> list[Name]:
    """Everybody the session is for; in a hall nobody, because nobody finds a name among thousands."""
    members = list(floor.members_of(session)[: LISTED + 1])
    if len(members) > LISTED:
        return []
    by_member = {seat.membership_id: seat for seat in session.seats.all()}
    return [Name(m.pk, m.pseudonym, by_member.get(m.pk)) for m in members]
