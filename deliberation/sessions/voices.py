"""The meter of voices: how many have been heard, and how long nobody new has. For facilitators and oversight only."""

from dataclasses import dataclass

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
    seats = list(session.seats.select_related("membership"))
    spoken = [seat for seat in seats if seat.first_spoke_at]
    since = session.segment_started_at
    in_part = sum(1 for seat in spoken if since and seat.last_spoke_at and seat.last_spoke_at >= since)
    latest = max((seat.first_spoke_at for seat in spoken if seat.first_spoke_at), default=session.started_at)
    silent_for = int((clock.now() - latest).total_seconds()) if latest else 0
    return Voices(len(seats), len(spoken), in_part, silent_for, _names(session, seats), _slip(spoken))


def _slip(spoken: list[Seat]) -> Seat | None:
    last = max(spoken, key=lambda seat: seat.last_spoke_at or seat.came_at, default=None)
    return last if last and last.first_spoke_at == last.last_spoke_at else None


def _names(session: Session, seats: list[Seat]) -> list[Name]:
    """Everybody the session is for; in a hall nobody, because nobody finds a name among thousands."""
    members = list(floor.members_of(session)[: LISTED + 1])
    if len(members) > LISTED:
        return []
    by_member = {seat.membership_id: seat for seat in seats}
    return [Name(m.pk, m.pseudonym, by_member.get(m.pk)) for m in members]
