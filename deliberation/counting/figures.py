"""What a result looks like once `results` has decided that it may be shown. Pages and the report read these."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from deliberation.counting import disclosure
from deliberation.counting.counting import OPEN, RECRUITED
from deliberation.models import Question, Wave
from deliberation.questions.kinds import registry as kinds

BASES = {RECRUITED: "people from the recruited groups", OPEN: "people who chose to take part by themselves"}
#: What the base of an open result does not know: devices and addresses are capped, people are not seen.
SEVERAL = "One person with several browsers or addresses may be counted more than once"


def rounding(shares: Iterable[float | None]) -> str:
    """What is said of shares (0 to 1) that are parts of one whole, and as they are printed add up to 99% or 101%."""
    given = [share for share in shares if share is not None]
    printed = sum(round(100 * share) for share in given)
    return f"Rounded: the shares add up to {printed}%." if abs(sum(given) - 1) < 1e-6 and printed != 100 else ""


@dataclass(frozen=True)
class Row:
    label: str
    count: int
    share: float | None
    width: int
    note: str = ""
    tone: str = ""


@dataclass(frozen=True)
class QuestionResult:
    """One question in one wave, for one kind of people. Recruited and self-selected people are never added up."""

    question: Question
    wave: Wave
    kind: str
    base: int
    rows: list[Row] = field(default_factory=list)
    withheld: str = ""

    @property
    def show_percent(self) -> bool:
        return disclosure.percentages(self.base)

    @property
    def base_text(self) -> str:
        who = f"people in {self.wave.session.who(self.kind == OPEN)}" if self.wave.session else BASES[self.kind]
        text = f"{self.base} {who}"
        if self.question.asked_if:
            text += f", asked because they answered “{self.question.asked_if}”"
        text += kinds.of(self.question).base_note(self.question)
        return f"{text}. {SEVERAL}" if self.kind == OPEN else text

    @property
    def chart(self) -> dict[str, object]:
        """For the chart template of its kind. A withheld result carries no numbers at all."""
        return {
            "id": f"q{self.question.pk}-w{self.wave.pk}-{self.kind}",
            "title": self.question.title,
            "base": "" if self.withheld else self.base_text,
            "rows": self.rows,
            "show_percent": self.show_percent,
            "rounding": rounding(row.share for row in self.rows) if self.show_percent else "",
            "withheld": self.withheld,
            "template": kinds.of(self.question).chart_template,
        }


@dataclass(frozen=True)
class Breakdown:
    """A question by group or by age: the results of each category, or why there are none."""

    question: Question
    results: dict[str, QuestionResult]
    withheld: str = ""
    parts: dict[str, list[str]] = field(default_factory=dict)  # row → the groups or age bands in it
