"""Quick checks and the part of the briefing that explains each.

The briefing itself says nothing of them until the findings are out: who reads it before the first poll would read which
of its sentences are asked for, and the poll would measure that. The panel reads them beside each part, because it signs
them. Whoever answered is led to the part: in the first poll once nothing of it is left to answer.
"""

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import QuerySet
from django.urls import reverse

from consultations.models import BriefingSection, BriefingVersion, Consultation, SectionKind
from deliberation.models import Question, Wave
from deliberation.questions.asking import Step, first_open
from deliberation.questions.kinds import registry as kinds
from deliberation.questions.spec import BETWEEN


@dataclass(frozen=True)
class Explained:
    """A quick check with its right answer, and where the briefing explains it; `href` is empty where it does not."""

    question: str
    right: str
    explanation: str
    part: str = ""
    href: str = ""

    @property
    def heading(self) -> str:
        return str(SectionKind(self.part).label) if self.part else ""


def in_parts(consultation: Consultation) -> dict[str, list[Explained]]:
    """By part of the briefing, what the first and second poll ask about it: for whoever may know the answers."""
    found: dict[str, list[Explained]] = defaultdict(list)
    for question in _checks(consultation):
        found[question.part].append(_explained(question))
    return dict(found)


def _checks(consultation: Consultation) -> QuerySet[Question]:
    asked = Question.objects.filter(poll__consultation=consultation, waves__kind__in=BETWEEN).exclude(part="")
    return asked.distinct().prefetch_related("options")


def _explained(question: Question, address: str = "", there: frozenset[str] = frozenset()) -> Explained:
    right = next((option.text for option in question.options.all() if option.is_correct), "")
    href = f"{address}#{question.part}" if question.part in there else ""
    return Explained(question.text, right, question.explanation, question.part, href)


def led_to(consultation: Consultation, questions: list[Question]) -> list[Explained]:
    """Each quick check among these, with its link into the briefing that everybody reads, where that has the part."""
    checks = [question for question in questions if kinds.of(question).has_right_answer]
    parts = {question.part for question in checks if question.part}
    there = frozenset(_written(consultation, parts)) if parts else frozenset()
    address = reverse("briefing", args=[consultation.slug])
    return [_explained(question, address, there) for question in checks]


def _written(consultation: Consultation, parts: set[str]) -> QuerySet[BriefingSection, str]:
    read = BriefingSection.objects.filter(
        version__consultation=consultation, version__status=BriefingVersion.Status.APPROVED, kind__in=parts
    )
    return read.values_list("kind", flat=True)


def after_answering(wave: Wave, taken: list[Step]) -> list[Explained]:
    """The quick checks that somebody answered, once reading on cannot change another answer of the first poll."""
    if wave.is_first and wave.is_open and first_open(taken) is not None:
        return []
    return led_to(wave.consultation, [step.question for step in taken if step.ballot is not None])
