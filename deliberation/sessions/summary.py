"""How a session went, told from its records in counts: for facilitators, the panel and the method annex."""

from dataclasses import dataclass

from audit.wiring import wired
from deliberation.counting import disclosure, shown_counts
from deliberation.models import Ballot, FactIntroduced, PauseSignal, Question, Session, Wave
from deliberation.sessions import show_of_hands, timing


@dataclass(frozen=True)
class PollRow:
    """One poll: how many answered, each way apart, in words: “24 people”, “fewer than 5 people”, or nothing."""

    wave: Wave
    screen: str
    paper: str
    hands: str
    phone: str = ""


@dataclass(frozen=True)
class Summary:
    session: Session
    parts: list[timing.Ran]
    breaks: int  # minutes
    lasted: int | None  # minutes
    polls: list[PollRow]
    facts: list[FactIntroduced]
    pauses: list[PauseSignal]  # that nobody has seen to yet

    @property
    def by_phone(self) -> bool:
        """Whether answers to a poll were taken by telephone."""
        return any(poll.phone for poll in self.polls)

    @property
    def next(self) -> list[str]:
        """What later apps do with a session that has ended, each with its link."""
        return [words(self.session.consultation) for words in wired("AFTER_SESSION")]

    @property
    def voices(self) -> str:
        """ "12 came, 9 of them spoke": counts only, and only of people whose coming was noted."""
        if self.session.state != Session.State.ENDED:
            return "Who came and who spoke is counted when it ends."
        came, least = self.session.attended, self.session.consultation.min_answer
        if not came:
            return "Who came was not noted."
        told = disclosure.came_and_spoke(came, self.session.spoke or 0, least)
        return f"{told[:1].upper()}{told[1:]}{'' if 'came' in told else ' came'}."


def of(session: Session) -> Summary:
    start, end = session.started_at, session.ended_at
    lasted = round((end - start).total_seconds() / 60) if start and end else None
    breaks = round(sum(run.paused for run in session.runs.all()) / 60)
    pauses = list(session.pauses.filter(seen_at=None).select_related("membership"))
    return Summary(
        session, timing.as_run(session), breaks, lasted, polls_of(session), session.facts_of_the_room, pauses
    )


def polls_of(session: Session) -> list[PollRow]:
    """The polls that were asked: on screens, on paper, by telephone or by a show of hands."""
    rows = [_row(wave) for wave in session.waves.prefetch_related("questions")]
    return [row for row in rows if row.wave.state != Wave.State.PLANNED or row.hands]


def _row(wave: Wave) -> PollRow:
    """As it stood at the close (`sealing`): counted now, it would tell that somebody who left had answered."""
    source = Ballot.Source
    questions: list[Question] = list(wave.questions.all())
    taken = show_of_hands.standing_count(wave, questions[0]) if questions else None
    consultation = wave.consultation
    hands = disclosure.at_least(taken.present, consultation.min_base) if taken else ""
    parts, ways = shown_counts.cells_of(wave) or {}, (source.SCREEN, source.PAPER, source.PHONE)
    told = disclosure.each_way({way: parts.get(way, 0) for way in ways}, consultation.min_answer)
    asking = "counted when it closes" if wave.is_open else ""
    room = f"{hands} in the room" if hands else ""
    return PollRow(
        wave, asking or told[source.SCREEN], asking or told[source.PAPER], room, "" if asking else told[source.PHONE]
    )
