"""Time in a live session, in figures for the clock and in words for people: this part, and the whole."""

from dataclasses import dataclass

from audit import clock
from deliberation.models import AgendaSegment, Session
from people.text.sentences import many


@dataclass(frozen=True)
class Timing:
    """Seconds, without breaks. `behind` is minutes later (above zero) or earlier than the end that was planned."""

    elapsed: int
    planned: int
    behind: int
    on_break: int | None

    @property
    def shown(self) -> str:
        """What is left, or with a plus what it is over: the figures that console.js goes on counting."""
        figures = f"{abs(self.left) // 60}:{abs(self.left) % 60:02}"
        return f"+{figures}" if self.left < 0 else figures

    @property
    def left(self) -> int:
        return self.planned - self.elapsed

    @property
    def tone(self) -> str:
        """As the tones of a clock: calm, soon (the last two minutes or tenth), late."""
        if self.left < 0:
            return "late"
        return "soon" if self.left <= min(120, self.planned // 4) else "calm"

    @property
    def words(self) -> str:
        if self.left < 0:
            return f"{minutes(-self.left)} over. Move on, or give this part more minutes."
        return f"{minutes(self.left)} left in this part"

    @property
    def behind_words(self) -> str:
        if self.behind > 0:
            return f"{minutes(self.behind * 60)} behind"
        return f"{minutes(-self.behind * 60)} ahead" if self.behind < 0 else "On time"


def of(session: Session) -> Timing | None:
    """The clock of a running session; None before and after."""
    if session.state != Session.State.LIVE or session.segment is None or session.segment_started_at is None:
        return None
    now = clock.now()
    on_break = int((now - session.paused_at).total_seconds()) if session.paused_at else None
    since = int((now - session.segment_started_at).total_seconds())
    elapsed = max(0, since - session.segment_paused - (on_break or 0))
    return Timing(elapsed, session.segment.minutes * 60, _behind(session, elapsed), on_break)


def _behind(session: Session, elapsed: int) -> int:
    """Whole minutes between the end that was planned and the end as it looks now."""
    assert session.segment is not None
    if session.finish_by is None:
        return 0
    later = sum(part.minutes for part in session.segments.all() if part.order > session.segment.order)
    to_come = max(0, session.segment.minutes * 60 - elapsed) + later * 60
    until_planned = (session.finish_by - clock.now()).total_seconds()
    return round((to_come - until_planned) / 60)


@dataclass(frozen=True)
class Ran:
    """One part in the summary: minutes as planned (None: added while it ran) and as it was (None: never reached)."""

    segment: AgendaSegment
    planned: int | None
    actual: int | None


def as_run(session: Session) -> list[Ran]:
    """Every part of the agenda, planned and actual, breaks left out."""
    actual: dict[int, float] = {}
    for run in session.runs.all():
        lasted = ((run.ended_at or clock.now()) - run.started_at).total_seconds() - run.paused
        actual[run.segment_id] = actual.get(run.segment_id, 0) + max(0, lasted)
    return [
        Ran(part, part.planned_minutes, round(actual[part.pk] / 60) if part.pk in actual else None)
        for part in session.segments.all()
    ]


def minutes(seconds: float) -> str:
    """ "6 minutes", "1 minute", "less than a minute"."""
    whole = int(seconds // 60)
    if whole < 1:
        return "less than a minute"
    return many(whole, "minute")
