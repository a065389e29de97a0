"""What a room looks at now: the part of the agenda and the question. One reading for phones, console and screen."""

from dataclasses import dataclass, field
from datetime import datetime

from django.template.loader import render_to_string

from deliberation.counting import results
from deliberation.models import AgendaSegment, Option, Question, Session, Wave
from deliberation.questions.forms.answers import AnswerForm
from deliberation.questions.kinds import registry as kinds
from deliberation.questions.kinds.base import Kind
from deliberation.sessions import show_of_hands
from deliberation.sessions import words as given


@dataclass(frozen=True)
class Board:
    session: Session
    segment: AgendaSegment | None
    wave: Wave | None = None  # the open poll, or the one that closed last in this part
    question: Question | None = None
    options: list[Option] = field(default_factory=list)
    charts: list[dict[str, object]] = field(default_factory=list)  # what the room may see; one a kind of people
    withheld: str = ""
    words: given.Shown | None = None  # of a poll that asks for one word, once they have been read
    hands: dict[str, object] | None = None  # a show of hands on the question: apart from the charts, never added

    @property
    def kind(self) -> Kind | None:
        return kinds.of(self.question) if self.question else None

    @property
    def form(self) -> AnswerForm | None:
        """For a kind whose part of the page is its form. The same for everybody: nothing is filled in."""
        return AnswerForm(self.question) if self.question else None

    @property
    def reads_words(self) -> bool:
        """The facilitator reads the words before the room sees them."""
        waits = self.words is None and self.wave is not None and self.wave.is_closed
        return waits and self.kind is not None and self.kind.is_word

    @property
    def is_asking(self) -> bool:
        return self.wave is not None and self.wave.is_open

    @property
    def size(self) -> str:
        """How much the screen has to hold: s, m, l or xl. Big words where there is room for them."""
        question = self.question.text if self.question else self.segment.title if self.segment else ""
        amount = len(question) + sum(60 + len(option.text) for option in self.options)
        amount += 60 * len(self.options) * bool(self.hands and self.charts)
        return next((name for name, most in (("s", 330), ("m", 520), ("l", 800)) if amount <= most), "xl")

    @property
    def key(self) -> str:
        """Two boards with the same key look the same to a phone, so a form that is being filled stays."""
        session, wave = self.session, self.wave
        poll = f"{wave.pk}-{wave.state}" if wave else ""
        hands = self.hands["id"] if self.hands else ""
        hands = f"{hands}-words" if self.words else hands
        part, at = "", self.segment
        if at:
            part = f"{at.pk}-{at.title}-{at.text}-{at.prompt_id}-{at.poll.state if at.poll else ''}"
        return f"{session.state}-{part}-{poll}-{hands}-{'break' if session.paused_at else ''}"


def of(session: Session) -> Board:
    """The board of a session as the database has it now."""
    wave = _current_wave(session)
    question = wave.questions.prefetch_related("options").first() if wave else None
    if wave is None or question is None:
        return Board(session, session.segment)
    charts, withheld = _charts(wave, question)
    hands = None if wave.is_open else show_of_hands.hands_of(wave, question)
    said = given.shown(wave) if kinds.of(question).is_word and wave.is_closed else None
    options = list(question.options.all())
    return Board(session, session.segment, wave, question, options, charts, withheld, said, hands)


def fragment(session_id: int) -> str:
    """What a phone shows now: the same partial as the page uses, for nobody in particular."""
    session = Session.objects.select_related("consultation", "segment").get(pk=session_id)
    return render_to_string("deliberation/sessions/_now.html", {"board": of(session)})


def _current_wave(session: Session) -> Wave | None:
    """The open poll; else what was answered last since this part began, so that the next part clears the board."""
    if session.state != Session.State.LIVE:
        return None
    waves = session.waves.select_related("poll__consultation", "session__group")
    is_open = waves.filter(state=Wave.State.OPEN).order_by("-opened_at").first()
    if is_open is not None:
        return is_open
    since = session.segment_started_at or session.started_at
    closed = waves.filter(state=Wave.State.CLOSED, closed_at__gte=since).order_by("-closed_at").first()
    counted = show_of_hands.last_hands(session, since)
    if counted is None or (closed and _closed_at(closed) > counted.taken_at):
        return closed
    return waves.get(pk=counted.wave_id)


def _closed_at(wave: Wave) -> datetime:
    assert wave.closed_at is not None
    return wave.closed_at


def _charts(wave: Wave, question: Question) -> tuple[list[dict[str, object]], str]:
    if wave.state == Wave.State.PLANNED:  # only hands were counted
        return [], ""
    shown = results.for_wave(wave, viewer=results.ROOM)
    if isinstance(shown, str):
        return [], shown
    mine = [result for result in shown if result.question == question]
    return [r.chart for r in mine if not r.withheld], next((r.withheld for r in mine if r.withheld), "")
