"""Which condition buys most support: what people chose, as the report prints it, the most chosen first."""

from consultations.models import Consultation
from deliberation.counting import counting
from deliberation.counting.figures import QuestionResult
from deliberation.questions.kinds import registry as kinds
from outcomes.report.measures import measure

Ranked = list[tuple[str, str]]


def ranked(consultation: Consultation) -> list[tuple[str, Ranked]]:
    """(Question, [(condition, “22 of 34 people”)]) for each that asked for conditions, from what everybody may read."""
    report = getattr(consultation, "report", None)
    wanted = {_even(text) for text in report.conditions} if report else set()
    shown = [result for results in measure(consultation, viewer=None).by_question.values() for result in results]
    return [(r.question.text, _rows(r)) for r in shown if r.kind == counting.RECRUITED and _asks(r, wanted)]


def _asks(result: QuestionResult, wanted: set[str]) -> bool:
    kind = kinds.of(result.question)
    if not (kind.is_read_by_option or kind.keeps_order):
        return False
    return "condition" in result.question.key or any(_even(row.label) in wanted for row in result.rows)


def _rows(result: QuestionResult) -> Ranked:
    rows = sorted(result.rows, key=lambda row: -row.count)
    return [(row.label, f"{row.count} of {result.base} people") for row in rows]


def _even(text: str) -> str:
    return text.strip(". ").casefold()
