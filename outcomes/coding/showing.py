"""Small helps for showing lists and marked text in these rooms."""

from array import array
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Generic, TypeVar

from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from consultations.models import Membership
from deliberation.discussion import screening
from outcomes.coding import quoting
from outcomes.models import Excerpt
from people.text.sanitising import number

T = TypeVar("T")


@dataclass
class Keyset(Generic[T]):
    """One page of a list ordered by pk: fixed cost, however far in."""

    items: list[T]
    prev_url: str = ""
    next_url: str = ""


def keyset(found: QuerySet[Any], asked: QueryDict, size: int) -> Keyset[Any]:
    """`?after=pk` or `?before=pk`, keeping every other filter in the links.

    They are chosen by number: what is said beside a row is looked up for these alone.
    """
    page = numbers(found, asked, size)
    rows = list(found.filter(pk__in=page.items).order_by("pk")) if page.items else []
    return Keyset(rows, page.prev_url, page.next_url)


def numbers(found: "QuerySet[Any] | array[int]", asked: QueryDict, size: int) -> Keyset[int]:
    """The same page as numbers alone; of numbers in order too."""
    after, before = number(asked.get("after")), number(asked.get("before"))
    if before:
        items = _before(found, before, size + 1)
        more_before, more_after = len(items) > size, True
        items = items[-size:]
    else:
        items = _after(found, after or 0, size + 1)
        more_before, more_after = bool(after), len(items) > size
        items = items[:size]
    if not items:
        return Keyset([])
    return Keyset(
        items,
        prev_url=_link(asked, "before", items[0]) if more_before else "",
        next_url=_link(asked, "after", items[-1]) if more_after else "",
    )


def _before(found: "QuerySet[Any] | array[int]", pk: int, most: int) -> list[int]:
    if isinstance(found, array):
        place = bisect_left(found, pk)
        return list(found[max(place - most, 0) : place])
    return list(found.filter(pk__lt=pk).order_by("-pk").values_list("pk", flat=True)[:most])[::-1]


def _after(found: "QuerySet[Any] | array[int]", pk: int, most: int) -> list[int]:
    if isinstance(found, array):
        place = bisect_right(found, pk)
        return list(found[place : place + most])
    return list(found.filter(pk__gt=pk).order_by("pk").values_list("pk", flat=True)[:most])


def _link(asked: QueryDict, word: str, pk: int) -> str:
    kept = asked.copy()
    for other in ("after", "before"):
        kept.pop(other, None)
    kept[word] = str(pk)
    return f"?{kept.urlencode()}"


def marked_spans(body: str, spans: list[tuple[int, int]]) -> list[tuple[str, int]]:
    """The body in pieces, each with how many excerpts cover it. The pieces joined are the body."""
    edges = sorted({0, len(body), *(edge for span in spans for edge in span)})
    return [(body[start:end], sum(a <= start and end <= b for a, b in spans)) for start, end in pairwise(edges)]


def with_marks(body: str, spans: list[tuple[int, int]]) -> SafeString:
    """The body as HTML, excerpts in <mark>: one string, for the script counts characters from its start."""
    pieces = []
    for text, times in marked_spans(body, spans):
        mark = '<mark class="overlap">{}</mark>' if times > 1 else "<mark>{}</mark>"
        pieces.append(format_html(mark, text) if times else text)
    return format_html_join("", "{}", ((piece,) for piece in pieces))


def quote_row(excerpt: Excerpt, viewer: Membership, side: frozenset[int]) -> dict[str, Any]:
    """One quote on the checking page, as this person sees it. `side`: whose work they do not check."""
    coders, found = quoting.coders(excerpt), screening.findings(excerpt.text)
    is_decided = bool(excerpt.checked_by_id or excerpt.refused_because)
    return {
        "excerpt": excerpt,
        "group": excerpt.said_in,
        "reasons": quoting.is_publishable(excerpt),
        "found": found,
        "is_mine": viewer.pk in coders,
        "is_of_my_side": bool(side & coders),
        "is_to_check": not (is_decided or found or viewer.pk in coders or side & coders),
    }
