"""Lists by key: a page costs the same wherever it is in the list, and however long the list is."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, Generic, TypeVar

from django.db.models import Model, QuerySet
from django.http import QueryDict

from people.text.sanitising import number

M = TypeVar("M", bound=Model)
A_PAGE = 20
A_PIECE = 500  # rows of a whole list that are fetched at once


@dataclass
class Piece(Generic[M]):
    """One page of a list: its rows, and the key after which the next begins ("" at the end)."""

    rows: list[M]
    after: str = ""


def newest_first(rows: QuerySet[M], before: str, size: int = A_PAGE) -> Piece[M]:
    """By number, the newest first. `before` is the number that the last page ended with."""
    known = number(before)
    found = list((rows.filter(pk__lt=known) if known else rows).order_by("-pk")[: size + 1])
    return Piece(found[:size], str(found[size - 1].pk) if len(found) > size else "")


def soonest_first(rows: QuerySet[M], field: str, after: str, size: int = A_PAGE) -> list[M]:
    """By a date, then by number: one more than a page, so that several lists can be put together."""
    day, _, pk = after.partition("_")
    if _is_day(day) and (known := number(pk)):
        rows = rows.filter(**{f"{field}__gte": day}).exclude(**{field: day, "pk__lte": known})
    return list(rows.order_by(field, "pk")[: size + 1])


def _is_day(text: str) -> bool:
    try:
        return bool(date.fromisoformat(text))
    except ValueError:
        return False


def merged(lists: list[list[M]], field: str, size: int = A_PAGE) -> Piece[M]:
    """Lists of `soonest_first`, as one."""
    found = sorted((row for rows in lists for row in rows), key=lambda row: (getattr(row, field), row.pk))
    last: Any = found[size - 1] if len(found) > size else None
    return Piece(found[:size], f"{getattr(last, field).isoformat()}_{last.pk}" if last else "")


def next_page(query: QueryDict, name: str, after: str) -> str:
    """The address of the next page: the same filters, another key; empty where there is none."""
    if not after:
        return ""
    asked = query.copy()
    asked[name] = after
    return f"?{asked.urlencode()}"


def whole(piece: Callable[[str], Piece[M]]) -> Iterator[list[M]]:
    """Every row of a list, piece by piece; `piece` is given the key that the last one ended with."""
    found = piece("")
    yield found.rows
    while found.after:
        found = piece(found.after)
        yield found.rows


#: What says which page of a list is shown, and nothing of what is in it.
OF_PAGES = ("before", "after", "compare")


def filtered(query: QueryDict, *but: str) -> str:
    """What a list is filtered by, for the address of the whole of it; empty where by nothing else than `but`."""
    asked = query.copy()
    for name in (*OF_PAGES, *but):
        asked.pop(name, None)
    kept = asked.urlencode()
    return f"?{kept}" if kept else ""
