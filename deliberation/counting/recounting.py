"""Counting again: what is published beside what is stored, by a way of counting that shares nothing with the first."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db.models import F

from deliberation.counting.counting import OPEN, RECRUITED, TOTAL, figures_of
from deliberation.models import Ballot, Question, Wave
from deliberation.questions.kinds.tally import Tally


@dataclass(frozen=True)
class Recount:
    """One question and one kind of people: what is published, and what is stored now."""

    question: Question
    kind: str
    published: Tally
    stored: Tally

    @property
    def gone(self) -> int:
        """Ballots of people who left after the close."""
        return self.published.base - self.stored.base

    @property
    def agrees(self) -> bool:
        """The same, but for at most the ballots that are gone."""
        before, now = self.published.chosen, self.stored.chosen
        missing = {option: before.get(option, 0) - now.get(option, 0) for option in {*before, *now}}
        return self.gone >= 0 and all(0 <= n <= self.gone for n in missing.values())


def recount(wave: Wave) -> list[Recount]:
    """Published figures beside a fresh count that shares no code with the sealing: ballot by ballot, in Python."""
    published = figures_of(wave)
    stored: dict[tuple[int, str], Tally] = defaultdict(Tally)
    questions = {question.pk: question for question in wave.questions.all()}
    answers: dict[int, dict[int, str]] = defaultdict(dict)
    kinds: dict[int, str] = {}
    for token, question, choice, is_open in _every_ballot(wave):
        answers[token][question] = choice
        kinds[token] = OPEN if is_open else RECRUITED
    for token, mine in answers.items():
        for pk in _counted(questions, mine):
            stored[pk, kinds[token]].add([int(option) for option in mine[pk].split(",") if option], 1)
    totals = {(pk, kind) for pk, kind, by, _ in published if by == TOTAL} | set(stored)
    return [
        Recount(questions[pk], kind, published.get((pk, kind, TOTAL, ""), Tally()), stored[pk, kind])
        for pk, kind in sorted(totals)
    ]


def _every_ballot(wave: Wave) -> Iterable[tuple[int, int, str, bool | None]]:
    is_open = F("token__profile__group__is_open")
    ballots = Ballot.objects.filter(wave=wave).annotate(is_open=is_open)
    return ballots.values_list("token", "question", "choice", "is_open").iterator()


def _counted(questions: dict[int, Question], mine: dict[int, str]) -> Iterator[int]:
    chosen = {option for choice in mine.values() for option in choice.split(",")}
    for pk in mine:
        leads = questions[pk].asked_if_id if pk in questions else -1
        if leads is None or str(leads) in chosen:
            yield pk
