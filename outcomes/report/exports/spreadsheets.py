"""The tables of a report as CSV and XLSX, each with the data dictionary. No cell is what a program would run."""

import csv
import io
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from outcomes.report.exports.sheet import Cell, Sheet, dictionary
from people.text.packing import OLDEST
from people.text.spreadsheets import BOM, csv_cell

LONGEST = 32_767  # characters in a cell of a workbook
NAMES = 31  # characters in the name of a worksheet
WIDEST = 60


def as_csv(sheet: Sheet) -> bytes:
    """With a byte order mark, so that Excel reads every script; what would run as a formula is marked as text."""
    made = io.StringIO()
    rows = csv.writer(made, lineterminator="\r\n")
    rows.writerow([column.name for column in sheet.columns])
    rows.writerows([_cell(cell) for cell in row] for row in sheet.rows)
    return (BOM + made.getvalue()).encode()


def _cell(cell: Cell) -> str | int:
    return cell if isinstance(cell, int) else csv_cell(cell)


def as_workbook(sheets: list[Sheet], about: dict[str, str], folder: Path) -> bytes:
    """An XLSX: what it is, what every column holds, then a worksheet a table. Texts are stored as texts.

    `folder`: where rows may be kept while it is made, so that a long table costs no memory.
    """
    import xlsxwriter

    options = {
        "constant_memory": True,
        "tmpdir": str(folder),
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    made = io.BytesIO()
    book = xlsxwriter.Workbook(made, options)
    book.set_properties({"title": about.get("Title", ""), "created": datetime(*OLDEST[:3], tzinfo=UTC)})
    look = {
        "head": book.add_format({"bold": True, "text_wrap": True, "bottom": 1}),
        "text": book.add_format({"text_wrap": True, "valign": "top"}),
    }
    first = book.add_worksheet("about")
    first.set_column(0, 0, 24)
    first.set_column(1, 1, WIDEST)
    for n, (name, words) in enumerate(about.items()):
        first.write_string(n, 0, name, look["head"])
        first.write_string(n, 1, words[:LONGEST], look["text"])
    for sheet in [dictionary(sheets), *sheets]:
        _fill(book.add_worksheet(sheet.name[:NAMES]), sheet, look)
    book.close()
    return made.getvalue()


def _fill(page: Any, sheet: Sheet, look: dict[str, Any]) -> None:
    for n, column in enumerate(sheet.columns):
        longest = max([len(column.name), *(len(str(row[n] or "")) for row in sheet.rows)])
        page.set_column(n, n, min(WIDEST, longest + 2))
    page.freeze_panes(1, 0)
    for n, column in enumerate(sheet.columns):
        page.write_string(0, n, column.name, look["head"])
    for r, row in enumerate(sheet.rows, start=1):
        for n, cell in enumerate(row):
            if isinstance(cell, int):
                page.write_number(r, n, cell, look["text"])
            elif cell:
                page.write_string(r, n, cell[:LONGEST], look["text"])
