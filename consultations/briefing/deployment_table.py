"""A force's record of deployments, from its own table: read whole or not at all (domain 8.3).

As a file of comma-separated values, or as cells are copied out of a spreadsheet (tabs; semicolons, where the comma is
the decimal sign). Every fault is told with its row, as a spreadsheet numbers it.
"""

import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator
from datetime import date, time
from decimal import Decimal, InvalidOperation

from audit import clock
from consultations.models import DeploymentRecord
from people.errors import Refused
from people.text.dates import day
from people.text.sanitising import is_safe_link, one_line
from people.text.sentences import many
from people.text.spreadsheets import csv_text

MOST_ROWS = 5_000
MOST_FAULTS = 20  # told at once
NEEDED = ["date", "borough", "faces_seen_est", "alerts", "alerts_false", "arrests"]
WHOLE = [
    "watchlist_size", "faces_seen_est", "alerts", "alerts_true", "alerts_false", "alerts_unresolved",
    "people_spoken_to", "arrests", "advance_notice",
]  # fmt: skip
COLUMNS = [field.name for field in DeploymentRecord._meta.concrete_fields if field.name not in {"id", "version"}]
LONGEST = {"borough": 80, "place": 120, "other_outcomes": 200, "record_url": 400}
MOST = 2_147_483_647
UNREADABLE = "a quotation mark is opened here and not closed, or a cell is too long. Nothing below could be read."
_UK_DAY = re.compile(r"(\d{1,2})([/.-])(\d{1,2})\2(\d{4})", re.ASCII)
_IN_THOUSANDS = re.compile(r"\d{1,3}(,\d{3})+", re.ASCII)


class Fault(Exception):
    """What is wrong with one cell, in words that follow the row and the column."""


def read(table: str, there: Iterable[DeploymentRecord] = ()) -> list[DeploymentRecord]:
    """The rows, unsaved. Raises Refused with a sentence for each fault, such as a deployment that is `there`."""
    lines = _lines(table.lstrip("\ufeff").strip("\r\n "))
    names: list[str] = []
    seen = {_key(row) for row in there}
    found, faults = [], []
    for number, cells in enumerate(lines, start=1):
        if number == 1:
            names = _names(cells)
            continue
        try:
            if cells is None:
                raise Fault(UNREADABLE)
            if not any(cell.strip() for cell in cells):
                continue
            row = _row(names, cells)
            _once(row, seen)
            found.append(row)
        except Fault as fault:
            faults.append(f"Row {number}: {fault}")
        if len(found) > MOST_ROWS or len(faults) > MOST_FAULTS:
            break
    if faults:
        raise Refused("Nothing was kept.", ["Nothing was kept. Mend these rows first.", *faults[:MOST_FAULTS]])
    if not found:
        raise Refused("There is no row below the names of the columns.")
    return found


def _lines(table: str) -> Iterator[list[str] | None]:
    """The cells of each row; None in place of the first that cannot be read, and nothing after it."""
    lines = csv.reader(io.StringIO(table, newline=""), delimiter=_between(table), strict=True)
    try:
        yield from lines
    except csv.Error:
        yield None


def _between(table: str) -> str:
    """What stands between cells: names of columns hold none of these signs."""
    names = table.partition("\n")[0]
    return max(",", ";", "\t", key=names.count)


def _names(cells: list[str] | None) -> list[str]:
    """Of the columns; what a spreadsheet left empty at the end is none."""
    if cells is None:
        raise Refused(f"Row 1: {UNREADABLE}")
    names = ["_".join(name.lower().split()) for name in cells]
    while names and not names[-1]:
        names.pop()
    _check_names(names)
    return names


def _check_names(names: list[str]) -> None:
    problems = [f"The column “{name}” is missing." for name in NEEDED if name not in names]
    problems += [f"There is no column “{name[:40]}”." for name in names if name not in COLUMNS]
    problems += [f"The column “{name}” is there twice." for name in sorted(set(names)) if names.count(name) > 1]
    if problems:
        raise Refused(problems[0], problems[:MOST_FAULTS])


def _row(names: list[str], cells: list[str]) -> DeploymentRecord:
    while len(cells) > len(names) and not cells[-1].strip():
        cells.pop()
    if len(cells) != len(names):
        raise Fault(f"{many(len(cells), 'cell')}, but there are {len(names)} columns.")
    given = {name: one_line(csv_text(cell.strip())) for name, cell in zip(names, cells, strict=True)}
    fields: dict[str, object] = {}
    for name, text in given.items():
        if not text and name in NEEDED:
            raise Fault(f"“{name}” is empty.")
        if text:
            fields[name] = _value(name, text)
    row = DeploymentRecord(**fields)
    if row.date > clock.today():
        raise Fault(f"“date” is {day(row.date)}, which is still to come.")
    _adds_up(row)
    return row


def _value(name: str, text: str) -> object:
    try:
        return READERS.get(name, _words)(name, text)
    except (ValueError, InvalidOperation):
        raise Fault(f"“{name}” cannot be “{text[:40]}”. {HINTS.get(name, '')}".strip()) from None


def _adds_up(row: DeploymentRecord) -> None:
    if row.alerts_false > row.alerts:
        raise Fault(f"“alerts_false” is {row.alerts_false}, more than the {row.alerts} alerts.")
    kinds = [n for n in (row.alerts_true, row.alerts_false, row.alerts_unresolved) if n is not None]
    if len(kinds) == 3 and sum(kinds) != row.alerts:
        raise Fault(f"true, false and unresolved alerts are {sum(kinds)}, but “alerts” is {row.alerts}.")
    if row.alerts > row.faces_seen_est:
        raise Fault(f"“alerts” is {row.alerts}, more than the {row.faces_seen_est} faces.")


def _once(row: DeploymentRecord, seen: set[tuple[object, ...]]) -> None:
    if _key(row) in seen:
        raise Fault("the same day, time and place is there already.")
    seen.add(_key(row))


def _key(row: DeploymentRecord) -> tuple[object, ...]:
    """A deployment counts once, whichever table names it."""
    return row.date, row.start, row.borough.casefold(), row.place.casefold()


def _day(name: str, text: str) -> date:
    """As 2026-01-31, or as it is written here: the day first."""
    if found := _UK_DAY.fullmatch(text):
        return date(int(found[4]), int(found[3]), int(found[1]))
    return date.fromisoformat(text)


def _clock(name: str, text: str) -> time:
    return time.fromisoformat(text)


def _whole(name: str, text: str) -> int:
    if _IN_THOUSANDS.fullmatch(text):
        text = text.replace(",", "")
    if not text.isascii() or not text.isdecimal() or int(text) > MOST:
        raise ValueError(text)
    return int(text)


def _yes_no(name: str, text: str) -> bool:
    return {"y": True, "yes": True, "n": False, "no": False}.get(text.lower()) or _is_no(text)


def _is_no(text: str) -> bool:
    if text.lower() not in {"n", "no"}:
        raise ValueError(text)
    return False


def _threshold(name: str, text: str) -> Decimal:
    value = Decimal(text)
    if not 0 <= value <= 1:
        raise ValueError(text)
    return value.quantize(Decimal("0.001"))


def _choice(name: str, text: str) -> str:
    choices = {"reason": DeploymentRecord.Reason, "camera": DeploymentRecord.Camera}[name]
    return choices(text.lower()).value


def _link(name: str, text: str) -> str:
    if not is_safe_link(text) or len(text) > LONGEST[name]:
        raise ValueError(text)
    return text


def _words(name: str, text: str) -> str:
    if len(text) > LONGEST[name]:
        raise Fault(f"“{name}” has {len(text)} characters. The most is {LONGEST[name]}.")
    return text


READERS: dict[str, Callable[[str, str], object]] = {
    "date": _day, "start": _clock, "end": _clock, "signs": _yes_no, "threshold": _threshold,
    "reason": _choice, "camera": _choice, "record_url": _link, **dict.fromkeys(WHOLE, _whole),
}  # fmt: skip
HINTS = {
    "date": "Write 2026-01-31 or 31/01/2026.", "start": "Write 14:30.", "end": "Write 14:30.", "signs": "Write y or n.",
    "threshold": "Write a number from 0 to 1.", "reason": "Write hotspot, event or intelligence.",
    "camera": "Write van or fixed.", "record_url": "Write a full web address.",
    **dict.fromkeys(WHOLE, "Write a whole number, such as 1204 or 1,204."),
}  # fmt: skip
