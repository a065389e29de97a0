"""What a room looks at now: the part of the agenda and the question. One reading for phones, console and screen."""

from dataclasses import dataclass
from typing import Any

from audit import clock
from deliberation import results
from deliberation.models import AgendaSegment, Option, Question, Session, Wave


@dataclass(frozen=True)
class Board:
    session: Session
    segment: AgendaSegment | None
    wave: Wave | None  # the open poll, or the one that closed last in this part
    question: Question | None
    options: list[Option]
    chart: dict[str, Any] | None  # results the room may see
    withheld: str = ""

    @property
    def is_asking(self) -> bool:
        return self.wave is not None and self.wave.is_open


def of(session: Session) -> Board:
    """The board of a session as the database has it now."""
    wave = _current_wave(session)
    question = wave.questions.prefetch_related("options").first() if wave else None
    if wave is None or question is None:
        return Board(session, session.segment, None, None, [], None)
    chart, withheld = _chart(wave, question)
    return Board(session, session.segment, wave, question, list(question.options.all()), chart, withheld)


def _current_wave(session: Session) -> Wave | None:
    """The open poll; else the last one closed since this part began, so that the next part clears the board."""
    if session.state != Session.State.LIVE:
        return None
    waves = session.waves.select_related("poll__consultation", "session__group")
    is_open = waves.filter(state=Wave.State.OPEN).order_by("-opened_at").first()
    if is_open is not None:
        return is_open
    since = session.segment_started_at or session.started_at
    return waves.filter(state=Wave.State.CLOSED, closed_at__gte=since).order_by("-closed_at").first()


def _chart(wave: Wave, question: Question) -> tuple[dict[str, Any] | None, str]:
    shown = results.for_wave(wave, viewer=results.ROOM)
    if isinstance(shown, str):
        return None, shown
    one = next((result for result in shown if result.question == question), None)
    if one is None or one.withheld:
        return None, one.withheld if one else ""
    return one.chart, ""


def seconds_in(session: Session) -> int | None:
    """Seconds since the present part began."""
    if session.segment_started_at is None:
        return None
    return max(0, int((clock.now() - session.segment_started_at).total_seconds()))
