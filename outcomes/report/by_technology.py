"""The technologies side by side: what people want of each, how well each is known, who has come across it.

One row a technology, in the words of the poll question about it. No overall score (domain 1a, T10).
"""

from collections.abc import Iterable
from dataclasses import dataclass

from consultations.models import Technology
from deliberation.counting import counting
from deliberation.counting.figures import QuestionResult
from deliberation.models import Question
from deliberation.questions.kinds import registry as kinds

KNOWN = "q_know_"  # as starters key the question how well one technology is known
NOT_ASKED = "No poll question was asked about it on its own."
OTHER_ANSWERS = "Asked with other answers: see the charts below."
#: Answer, people before and people after; None: not asked then, or not shown.
Cells = list[tuple[str, int | None, int]]


@dataclass(frozen=True)
class ComparedRow:
    technology: Technology
    cells: Cells
    base: str
    note: str = ""  # in place of cells


@dataclass(frozen=True)
class Table:
    key: str
    title: str
    about: str
    answers: list[str]  # its columns
    rows: list[ComparedRow]

    @property
    def is_first(self) -> bool:
        return self.key == "wanted"


@dataclass(frozen=True)
class Asked:
    """One question, the first time and the last, of the recruited groups."""

    then: QuestionResult | None
    now: QuestionResult

    @property
    def question(self) -> Question:
        return self.now.question

    @property
    def answers(self) -> tuple[str, ...]:
        return tuple(option.text for option in self.question.options.all())

    @property
    def was(self) -> dict[str, int]:
        return {row.label: row.count for row in self.then.rows} if self.then and not self.then.withheld else {}

    @property
    def base(self) -> str:
        return f"{self.then.base} before, {self.now.base} after" if self.then and self.was else f"{self.now.base}"


def tables(entries: list[Technology], before: list[QuestionResult], after: list[QuestionResult]) -> list[Table]:
    """What people want of each, for every entry; the other two where they were asked about one of them at least."""
    first = {r.question.pk: r for r in before if r.kind == counting.RECRUITED}
    asked = [Asked(first.get(r.question.pk), r) for r in after if r.kind == counting.RECRUITED]
    familiar = {one.answers for one in asked if one.question.key.startswith(KNOWN)}
    wanted = _table(
        "wanted",
        "What people think of each",
        "People judged each technology on its own.",
        entries,
        [one for one in asked if one.answers not in familiar],
    )
    known = _table(
        "known",
        "How well each is known",
        "How much people say they know about how the police here use it.",
        entries,
        [one for one in asked if one.answers in familiar],
    )
    found = [wanted] if entries else []
    found += [known] if any(row.cells for row in known.rows) else []
    return found + _met(entries, asked)


def _table(key: str, title: str, about: str, entries: Iterable[Technology], asked: list[Asked]) -> Table:
    rows = [_row(entry, next((one for one in asked if _asks_about(one.question, entry)), None)) for entry in entries]
    answers = next(([cell[0] for cell in row.cells] for row in rows if row.cells), [])
    return Table(key, title, about, answers, [_in_columns(row, answers) for row in rows])


def _in_columns(row: ComparedRow, answers: list[str]) -> ComparedRow:
    """The row, or why its figures do not stand under these answers."""
    if not row.cells or [cell[0] for cell in row.cells] == answers:
        return row
    return ComparedRow(row.technology, [], row.base, OTHER_ANSWERS)


def _row(technology: Technology, asked: Asked | None) -> ComparedRow:
    if asked is None:
        return ComparedRow(technology, [], "", NOT_ASKED)
    if asked.now.withheld:
        return ComparedRow(technology, [], "", asked.now.withheld)
    cells = [(row.label, asked.was.get(row.label), row.count) for row in asked.now.rows]
    return ComparedRow(technology, cells, asked.base)


def _asks_about(question: Question, technology: Technology) -> bool:
    """Linked to it, or keyed as starters key their one question about a technology: q_<kind>, q_drones."""
    if not kinds.of(question).is_compared:
        return False
    if question.technology_id:
        return question.technology_id == technology.pk
    return question.key in {f"q_{technology.kind}", f"q_{technology.kind}s"}


# --- Who has come across it ---------------------------------------------------------------------
def _met(entries: list[Technology], asked: list[Asked]) -> list[Table]:
    """Questions that name a technology in each answer: a column a question. A withheld one has no figures."""
    naming: list[tuple[Asked, dict[int | None, str]]] = [
        (one, {option.technology_id: option.text for option in one.question.options.all() if option.technology_id})
        for one in asked
        if not one.now.withheld
    ]
    naming = [(one, names) for one, names in naming if names]
    rows = [ComparedRow(entry, _cells(entry, naming), _bases(naming)) for entry in entries]
    rows = [row if row.cells else ComparedRow(row.technology, [], "", NOT_ASKED) for row in rows]
    about = "How many people chose it, of all who answered. One person may have chosen several."
    columns = [one.question.text for one, _ in naming]
    return [Table("met", "Who has come across it", about, columns, rows)] if naming else []


def _cells(entry: Technology, naming: list[tuple[Asked, dict[int | None, str]]]) -> Cells:
    """As many as there are questions, or none: a technology that one of them leaves out has no row of figures."""
    found: Cells = []
    for one, names in naming:
        label = names.get(entry.pk)
        count = next((row.count for row in one.now.rows if row.label == label), None)
        if count is not None:
            found.append((one.question.text, one.was.get(str(label)), count))
    return found if len(found) == len(naming) else []


def _bases(naming: list[tuple[Asked, dict[int | None, str]]]) -> str:
    bases = list(dict.fromkeys(one.base for one, _ in naming))
    return "; ".join(bases)
