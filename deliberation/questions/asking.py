"""What one person is asked in a wave: every question in order, and which of them are not for them."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet

from consultations.models import Membership
from deliberation.models import Ballot, Question, Wave
from people.text.sentences import listed

OLD_ROUND = "This question was asked again with other answers. See the next round."


@dataclass(frozen=True)
class Step:
    """One question of a wave for one person. `not_asked` says why it is not put to them; empty when it is."""

    number: int  # from 1, counting every question
    question: Question
    ballot: Ballot | None
    not_asked: str = ""

    @property
    def is_open(self) -> bool:
        """Asked, and not answered yet."""
        return not self.not_asked and self.ballot is None


def answers_of(member: Membership, wave: Wave) -> dict[int, Ballot]:
    """The person's own ballots in a wave, by question. Empty once ballots are cut loose."""
    ballots = Ballot.objects.filter(wave=wave, token__link__membership=member)
    return {ballot.question_id: ballot for ballot in ballots}


def steps(wave: Wave, mine: dict[int, Ballot]) -> list[Step]:
    """Every question of the wave, given this person's ballots in it."""
    questions: QuerySet[Question] = wave.questions.select_related("asked_if__question").prefetch_related("options")
    return _steps(questions, mine)


def _steps(questions: Iterable[Question], mine: dict[int, Ballot]) -> list[Step]:
    questions = list(questions)
    replaced = {question.previous_id for question in questions}
    chosen = {pk for ballot in mine.values() for pk in ballot.choice.split(",")}
    return [
        Step(number, question, mine.get(question.pk), _why_not(question, replaced, chosen))
        for number, question in enumerate(questions, start=1)
    ]


def _why_not(question: Question, replaced: set[int | None], chosen: set[str]) -> str:
    if question.pk in replaced:
        return OLD_ROUND
    if question.asked_if_id and str(question.asked_if_id) not in chosen:
        return f"Only for people who answered “{question.asked_if}” to an earlier question."
    return ""


def next_open(taken: list[Step], after: int = 0) -> Step | None:
    """The next step for the person after number `after`; steps of a ladder only once the earlier ones are done."""
    return next((s for s in taken if s.number > after and not s.not_asked and not waits_for(s, taken)), None)


def first_open(taken: list[Step]) -> Step | None:
    """The first step that is asked and not answered yet; None when all are."""
    return next((step for step in taken if step.is_open and not waits_for(step, taken)), None)


def waits_for(step: Step, taken: list[Step]) -> Step | None:
    """The earlier step of the same ladder that has to be answered first: a ladder is climbed in order."""
    if not step.question.ladder:
        return None
    earlier = (s for s in taken if s.question.ladder == step.question.ladder and not s.not_asked)
    rung = step.question.rung or 0
    return next((s for s in earlier if (s.question.rung or 0) < rung and s.ballot is None), None)


def changes_line(rungs: list[Question]) -> str:
    """ "Steps 3 and 4 describe changes, not current practice." Empty when no step of the ladder does."""
    numbers = [str(question.rung) for question in rungs if question.is_change]
    if len(numbers) < 2:
        return f"Step {numbers[0]} describes a change, not current practice." if numbers else ""
    return f"Steps {listed(numbers)} describe changes, not current practice."


@dataclass(frozen=True)
class Progress:
    """How far a participant is in a wave."""

    answered: int
    total: int
    status: str
    tone: str

    @property
    def is_done(self) -> bool:
        return 0 < self.total <= self.answered


def progress(wave: Wave, member: Membership) -> Progress:
    asked = [step for step in _steps(wave.questions.all(), answers_of(member, wave)) if not step.not_asked]
    total, answered = len(asked), sum(step.ballot is not None for step in asked)
    if wave.state == Wave.State.PLANNED:
        return Progress(answered, total, "Not open yet", "neutral")
    if answered >= total > 0:
        return Progress(answered, total, "Done", "good")
    if not wave.is_open:
        if wave.consultation.anonymised_at is not None:  # nobody can tell any more what this person answered
            return Progress(0, total, "Closed", "neutral")
        return Progress(answered, total, f"Closed. You answered {answered} of {total}", "neutral")
    words = f"{answered} of {total} answered" if answered else "To do"
    return Progress(answered, total, words, "info")
