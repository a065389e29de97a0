"""The statements of an export, from `comments.csv`."""

from __future__ import annotations

from datetime import UTC, datetime

from deliberation.polis.files import File
from deliberation.polis.model import Progress, Statement
from deliberation.polis.rows import Rows

LONGEST_TEXT = 10_000
MOST_STATEMENTS = 20_000
EARLIEST = int(datetime(2000, 1, 1, tzinfo=UTC).timestamp() * 1000)
LATEST = int(datetime(2100, 1, 1, tzinfo=UTC).timestamp() * 1000)

Published = dict[int, tuple[int, int]]
"""The agrees and disagrees printed beside a statement, by its place in the file. Empty where not printed."""


def moment(rows: Rows, row: int, cells: list[str], column: int) -> int:
    """A time in milliseconds since 1970, within this century."""
    value = rows.whole(row, cells, column)
    if not EARLIEST <= value < LATEST:
        raise rows.error(row, f"The time {value} is not in milliseconds since 1970, between 2000 and 2100.")
    return value


def read_statements(path: File, progress: Progress | None) -> tuple[tuple[Statement, ...], Published]:
    """Every statement in file order, and the totals printed beside them."""
    rows = Rows(path, progress)
    columns = [rows.column(name) for name in ("timestamp", "comment-id", "author-id", "moderated", "comment-body")]
    totals = [rows.column(name) for name in ("agrees", "disagrees") if name in rows.header]
    found: dict[int, Statement] = {}
    published: Published = {}
    for row, cells in rows:
        printed = [_total(rows, row, cells, total) for total in totals]
        statement = _statement(rows, row, cells, columns, voted=any(printed))
        if statement.id in found:
            raise rows.error(row, f"The comment id {statement.id} is there twice.")
        if len(found) >= MOST_STATEMENTS:
            raise rows.error(row, f"There are more than {MOST_STATEMENTS:,} statements.")
        if len(totals) == 2:
            published[len(found)] = printed[0], printed[1]
        found[statement.id] = statement
    if not found:
        raise rows.error(1, "There are no statements.")
    return tuple(found.values()), published


def _total(rows: Rows, row: int, cells: list[str], column: int) -> int:
    value = rows.whole(row, cells, column)
    if not 0 <= value < 10**9:
        raise rows.error(row, f"The total {value} in column “{rows.header[column]}” cannot be right.")
    return value


def _statement(rows: Rows, row: int, cells: list[str], columns: list[int], *, voted: bool) -> Statement:
    at, identity, author, moderated, body = columns
    number, decision = rows.whole(row, cells, identity), rows.whole(row, cells, moderated)
    if number < 0:
        raise rows.error(row, f"The comment id {number} is below zero.")
    if decision not in (-1, 0, 1):
        raise rows.error(row, f"“moderated” is {decision}. It must be -1, 0 or 1.")
    text = cells[body]
    if not text.strip():
        if decision != -1 and voted:
            raise rows.error(row, "The statement has no text, and people voted on it.")
        decision = -1  # nobody could read it: it is kept, and not shown
    if len(text) > LONGEST_TEXT:
        raise rows.error(row, f"The statement is longer than {LONGEST_TEXT:,} characters.")
    when = datetime.fromtimestamp(moment(rows, row, cells, at) / 1000, tz=UTC)
    return Statement(number, text, rows.whole(row, cells, author), decision, when)
