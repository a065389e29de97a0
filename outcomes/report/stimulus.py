"""What was put to people, word for word: every question with its answers, and what stood on the cards.

Part of the report room. Statements of a conversation are residents’ own and stand with its results.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db.models import prefetch_related_objects

from deliberation.models import Question, Wave
from people.text.sentences import listed


@dataclass
class Put:
    """One question, in the rounds in which it was asked."""

    question: Question
    answers: list[str]
    rounds: list[str] = field(default_factory=list)

    @property
    def when(self) -> str:
        """ "The first poll and The second poll; only of those who answered “Yes” before"."""
        only = self.question.asked_if
        return f"{listed(self.rounds)}{f'; only of those who answered “{only.text}” before' if only else ''}"


def of(waves: Sequence[Wave]) -> list[Put]:
    """Of the rounds that were opened, in their order: two queries."""
    opened = {wave.pk: wave for wave in waves if not wave.is_planned}
    through = Wave.questions.through.objects.filter(wave__in=opened, wave__conversation=None)
    rows = list(
        through.select_related("question__asked_if").order_by("wave__order", "wave", "question__order", "question")
    )
    questions = {row.question_id: row.question for row in rows}
    prefetch_related_objects(list(questions.values()), "options")
    found = {pk: Put(one, [option.text for option in one.options.all()]) for pk, one in questions.items()}
    for row in rows:
        name = str(opened[row.wave_id])
        if name not in found[row.question_id].rounds:
            found[row.question_id].rounds.append(name)
    return list(found.values())
