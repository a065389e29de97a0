"""A table of a published report as plain data. Each column says what it holds: from that come the data dictionary and
the schema, so neither can say something else."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

Cell = str | int | None


@dataclass(frozen=True)
class Column:
    name: str
    means: str
    kind: Literal["text", "number"] = "text"


@dataclass(frozen=True)
class Sheet:
    name: str
    title: str
    columns: list[Column]
    rows: list[list[Cell]] = field(default_factory=list)

    @property
    def as_objects(self) -> list[dict[str, Cell]]:
        names = [column.name for column in self.columns]
        return [dict(zip(names, row, strict=True)) for row in self.rows]


def number(name: str, means: str) -> Column:
    return Column(name, means, "number")


FINDING = Column("finding", "Number of the finding, as the report prints it")
ASKED = number("recommendation", "Number of the recommendation")
QUESTION, ANSWER = Column("question", "The question as it was asked"), Column("answer", "The answer as it was offered")
WHO = Column("who", "Who is counted, and how many")
WITHHELD = Column("withheld", "Why there is no figure; empty where there is one")
ROUNDED = Column("rounding", "Said where shares that are parts of one whole add up to 99 or 101")
PEOPLE = "people; empty where the figure is withheld"


def dictionary(sheets: Iterable[Sheet]) -> Sheet:
    """What every column of every table holds."""
    columns = [
        Column("table", "Name of the table"),
        Column("column", "Name of the column"),
        Column("kind", "text or number"),
        Column("means", "What it holds"),
    ]
    rows: list[list[Cell]] = [[s.name, c.name, c.kind, c.means] for s in sheets for c in s.columns]
    return Sheet("dictionary", "What every column holds", columns, rows)
