"""How a session went, or what a poll says, as a workbook: the rows of its CSV, every text stored as a text."""

import tempfile
from collections.abc import Iterable
from pathlib import Path

from deliberation.sessions.taking_away import Cells
from outcomes.report.exports.sheet import Cell, Column, Sheet
from outcomes.report.exports.spreadsheets import as_workbook

COLUMNS = [
    Column("what", "What the row is about: a part, a poll, a result, a show of hands, a word"),
    Column("of", "The part, poll or question"),
    Column("answer", "The answer as it was offered"),
    Column("people", "Who gave it; empty where that is withheld"),
    Column("out_of", "Of how many, where that is counted"),
    Column("note", "Who is counted, or why there is no figure"),
]


def of(rows: Iterable[Cells], about: dict[str, str]) -> bytes:
    """`about`: what stands on the first sheet, by name."""
    kept: list[list[Cell]] = [[cell if isinstance(cell, int) else str(cell) for cell in row] for row in rows]
    with tempfile.TemporaryDirectory() as folder:
        return as_workbook([Sheet("results", "What it says", COLUMNS, kept)], about, Path(folder))
