"""Open data: a public list as one table, the same for everybody, with what each of its columns holds."""

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.http import HttpResponse

from people.text.dates import local_day
from people.text.sentences import yes
from people.text.spreadsheets import BOM, csv_cell


@dataclass(frozen=True)
class Table:
    """`name`: of the file; `each`: what one row is; `columns`: name → what it holds."""

    name: str
    each: str
    columns: dict[str, str]


def given(table: Table, rows: Iterable[Iterable[object]]) -> HttpResponse:
    """The table as a file: days as 2026-12-04, nothing for none, and no cell that a program would run."""
    answer = HttpResponse(BOM, content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{table.name}.csv"'
    writer = csv.writer(answer, lineterminator="\r\n")
    writer.writerow(table.columns)
    writer.writerows([_cell(cell) for cell in row] for row in rows)
    return answer


def _cell(value: object) -> object:
    if isinstance(value, bool):
        return yes(value)
    if isinstance(value, date | datetime):
        return local_day(value).isoformat()
    return value if isinstance(value, int) else csv_cell(value)
