"""How a session went, told from its records in counts: for facilitators, the panel and the method annex."""

from dataclasses import dataclass

from django.db.models import Count

from audit.wiring import wired
from deliberation.counting import disclosure
from deliberation.models import Ballot, FactIntroduced, PauseSignal, Question, Session, Wave
from deliberation.sessions import show_of_hands, timing
from people.text.sentences import many


@dataclass(frozen=True)
class PollRow:
    """One poll: how many answered, each way apart, in words: “24 people”, “fewer than 5 people”, or nothing."""

    wave: Wave
    screen: str
    paper: str
    hands: str


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
    def next(self) -> list[str]:
        """What later apps do with a session that has ended, each with its link."""
        return [words(self.session.consultation) for words in wired("AFTER_SESSION")]

    @property
    def voices(self) -> str:
        """ "9 of 12 people spoke": counts only, and only of people whose coming was noted."""
        if self.session.state != Session.State.ENDED:
            return "Who came and who spoke is counted when it ends."
        came, spoke = self.session.attended, self.session.spoke
        if not came:
            return "Who came was not noted."
        return f"{spoke or 0} of {many(came, 'person', 'people')} spoke."


def of(session: Session) -> Summary:
    start, end = session.started_at, session.ended_at
    lasted = round((end - start).total_seconds() / 60) if start and end else None
    breaks = round(sum(run.paused for run in session.runs.all()) / 60)
    pauses = list(session.pauses.filter(seen_at=None).select_related("membership"))
    return Summary(
        session, timing.as_run(session), breaks, lasted, polls_of(session), list(session.facts.all()), pauses
    )


def polls_of(session: Session) -> list[PollRow]:
    """The polls that were asked in the room, by phone, on paper or by a show of hands."""
    answered: dict[tuple[int, str], int] = {}
    ballots = Ballot.objects.filter(wave__session=session).values_list("wave", "source")
    for wave, source, people in ballots.annotate(people=Count("token", distinct=True)):
        answered[wave, source] = people
    rows = [_row(wave, answered) for wave in session.waves.prefetch_related("questions")]
    return [row for row in rows if row.wave.state != Wave.State.PLANNED or row.hands]


def _row(wave: Wave, answered: dict[tuple[int, str], int]) -> PollRow:
    source = Ballot.Source
    questions: list[Question] = list(wave.questions.all())
    taken = show_of_hands.standing_count(wave, questions[0]) if questions else None
    consultation = wave.consultation
    hands = disclosure.at_least(taken.present, consultation.min_base) if taken else ""
    screen, paper = (answered.get((wave.pk, way), 0) for way in (source.SCREEN, source.PAPER))
    return PollRow(
        wave,
        disclosure.at_least(screen, consultation.min_answer),
        disclosure.at_least(paper, consultation.min_answer),
        f"{hands} in the room" if hands else "",
    )
