"""Small helps for showing lists and marked text in these rooms."""

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from consultations.models import Membership
from deliberation.discussion import screening
from outcomes.coding import quoting
from outcomes.models import Excerpt
from people.text.sanitising import number


@dataclass
class Keyset:
    """One page of a list ordered by pk: fixed cost, however far in."""

    items: list[Any]
    prev_url: str = ""
    next_url: str = ""


def keyset(found: QuerySet[Any], asked: QueryDict, size: int) -> Keyset:
    """`?after=pk` or `?before=pk`, keeping every other filter in the links."""
    after, before = number(asked.get("after")), number(asked.get("before"))
    if before:
        items = list(found.filter(pk__lt=before).order_by("-pk")[: size + 1])
        more_before, more_after = len(items) > size, True
        items = items[:size][::-1]
    else:
        items = list(found.filter(pk__gt=after).order_by("pk")[: size + 1])
        more_before, more_after = bool(after), len(items) > size
        items = items[:size]
    if not items:
        return Keyset([])
    return Keyset(
        items,
        prev_url=_link(asked, "before", items[0].pk) if more_before else "",
        next_url=_link(asked, "after", items[-1].pk) if more_after else "",
    )


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


def quote_row(excerpt: Excerpt, viewer: Membership, side: frozenset[int], typed: str | None = None) -> dict[str, Any]:
    """One quote on the checking page, as this person sees it. `side`: whose work they do not check."""
    return {
        "excerpt": excerpt,
        "group": excerpt.membership.group,
        "reasons": quoting.is_publishable(excerpt),
        "found": screening.findings(excerpt.text),
        "is_mine": viewer.pk in quoting.coders(excerpt),
        "is_of_my_side": bool(side & quoting.coders(excerpt)),
        "typed": excerpt.edited if typed is None else typed,
    }
