"""Which condition buys most support: what people chose of those that the report names, and of those that they ranked.

Counted is the poll that everybody was asked afterwards, and in it a question that asked for conditions: what one room
was asked, or another question that offers the same words, is no count of it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from consultations.models import Consultation
from deliberation.counting import counting
from deliberation.counting.figures import QuestionResult
from deliberation.models import Wave
from deliberation.questions.kinds import registry as kinds
from outcomes.report.measures import Measures, measure

Ranked = list[tuple[str, str]]


@dataclass(frozen=True)
class Conditions:
    """The sentences of the report, each with how many chose it; empty where that was not asked."""

    rows: Ranked = field(default_factory=list)
    question: str = ""  # from which the counts are
    follows: bool = False  # each is counted, the most chosen first

    @property
    def title(self) -> str:
        return f"The conditions, {'the most chosen first' if self.follows else 'in the writers’ order'}"

    @property
    def asked(self) -> str:
        return f"How many chose each was asked afterwards: “{self.question}”" if self.question else ""


def of(texts: Sequence[str], found: Measures) -> Conditions:
    """What the report says people set, beside what they chose of the one question that has most of it."""
    offered = [(r, _counts(r)) for r in _asked(found, texts) if kinds.of(r.question).is_read_by_option]
    wanted = [_even(text) for text in texts]
    result, counts = max(offered, key=lambda one: sum(text in one[1] for text in wanted), default=(None, {}))
    chosen = [counts.get(text) for text in wanted]
    told = [n for n in chosen if n is not None]
    if result is None or not told:
        return Conditions([(text, "") for text in texts])
    rows = [
        (text, "" if n is None else f"{n} of {result.base} chose it") for text, n in zip(texts, chosen, strict=True)
    ]
    follows = len(told) == len(texts) and all(one >= next_one for one, next_one in pairwise(told))
    return Conditions(rows, result.question.text, follows)


def ranked(consultation: Consultation) -> list[tuple[str, Ranked]]:
    """(Question, [(condition, “22 of 34 people”)]) for each that asked for conditions, from what everybody may read."""
    report = getattr(consultation, "report", None)
    found = measure(consultation, viewer=None)
    return [(r.question.text, _rows(r)) for r in _asked(found, report.conditions if report else [])]


def _asked(found: Measures, texts: Iterable[str]) -> list[QuestionResult]:
    """Those whose key says so; without one, those that offer a condition of the report."""
    whole = [
        result
        for results in found.by_question.values()
        for result in results
        if result.kind == counting.RECRUITED and _is_everybodys(result.wave) and _is_of_options(result)
    ]
    wanted = {_even(text) for text in texts}
    keyed = [result for result in whole if "condition" in result.question.key]
    return keyed or [result for result in whole if wanted & _counts(result).keys()]


def _is_everybodys(wave: Wave) -> bool:
    return wave.kind == Wave.Kind.AFTER and wave.session_id is None and wave.thread_id is None


def _is_of_options(result: QuestionResult) -> bool:
    kind = kinds.of(result.question)
    return kind.is_read_by_option or kind.keeps_order


def _counts(result: QuestionResult) -> dict[str, int]:
    return {_even(row.label): row.count for row in result.rows}


def _rows(result: QuestionResult) -> Ranked:
    rows = sorted(result.rows, key=lambda row: -row.count)
    return [(row.label, f"{row.count} of {result.base} people") for row in rows]


def _even(text: str) -> str:
    return text.strip(". ").casefold()
