"""Rows of a thread as HTML, written by their template; the usual ones from a stencil of it, many times quicker.

Most posts of a page differ in a few words only. So the template renders each kind of row once, with marks where those
words go, and every row of that kind is that stencil with its own words (people/text/stencils.py). Whatever is not
usual (removed, quoted, answered, redacted …) the template writes itself. The bytes are the same: a test compares them.
"""

from functools import lru_cache
from typing import Any, NamedTuple

from django.conf import settings
from django.template.loader import get_template
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from deliberation.discussion.thread_page import Row
from people.text.stencils import stencil

TEMPLATE = "deliberation/discussion/_row.html"
ITS_CONTEXT = (
    "can_moderate",
    "can_post",
    "can_report",
    "can_withdraw",
    "member",
    "member_id",
    "news",
    "post_url",
    "slug",
)
#: What stands in a stencil for the words of a row: digits where an address has to take it, and no word anybody writes.
MARKS = {
    "id": "7403718295610041",
    "name": "7403718295610042",
    "iso": "7403718295610043",
    "at": "7403718295610044",
    "body": "7403718295610045",
    "slug": "s7403718295610046",
    "post_url": "/7403718295610047/",
}


class Kind(NamedTuple):
    """All that decides how a usual row is written, but for its words."""

    source: str
    role: str
    marks: tuple[tuple[str, str], ...]
    edited: bool
    is_dated: bool
    is_new: bool
    is_own: bool
    may_change: bool  # of one's own: of all others it makes no difference
    member: bool
    can: tuple[bool, bool, bool, bool]


def written(rows: list[Row], context: dict[str, Any]) -> SafeString:
    """The rows one after another. `context`: what the page knows of this reader (ITS_CONTEXT)."""
    if settings.DEBUG:
        _stencil.cache_clear()  # a template is being written
    whole, mine = get_template(TEMPLATE), {name: context.get(name) for name in ITS_CONTEXT}
    news = context["news"]
    first_new = news.line if news.after else None
    same = {"slug": escape(mine["slug"]), "post_url": escape(mine["post_url"])}
    html: list[str] = []
    for row in rows:
        if is_usual(row) and row["pk"] != first_new:
            fields = same | {"id": str(row["id"]), "iso": row["iso"], "at": escape(row["at"])}
            fields |= {"name": escape(row["name"]), "body": escape(row["body"])}
            html.append(_stencil(_kind(row, mine)) % fields)
        else:
            html.append(whole.render({**mine, "row": row}))
    return mark_safe("".join(html))  # noqa: S308  what the template wrote, with escaped words


def is_usual(row: Row) -> bool:
    odd = row["quotes_id"] or row["notes"] or row["replies"] or row["more"] or row["reply_to_id"]
    return bool(row["is_visible"] and row["body"] and not odd)


def _kind(row: Row, mine: dict[str, Any]) -> Kind:
    return Kind(
        row["source_kind"],
        row["role"],
        tuple(row["marks"]),
        row["edited"],
        bool(row["iso"]),
        bool(row.get("is_new")),
        own := row["membership_id"] == mine["member_id"],
        own and row["may_change"],
        mine["member"] is not None,
        (mine["can_post"], mine["can_report"], mine["can_withdraw"], mine["can_moderate"]),
    )


@lru_cache(maxsize=500)
def _stencil(kind: Kind) -> str:
    row: Row = {
        **MARKS,
        "pk": 0,
        "source_kind": kind.source,
        "role": kind.role,
        "marks": kind.marks,
        "edited": kind.edited,
        "iso": MARKS["iso"] if kind.is_dated else "",
        "membership_id": 1 if kind.is_own else 2,
        "may_change": kind.may_change,
        "is_new": kind.is_new,
        "is_visible": True,
        "reply_to_id": None,
        "replies": [],
        "notes": [],
    }
    can = dict(zip(("can_post", "can_report", "can_withdraw", "can_moderate"), kind.can, strict=True))
    reader = {"member": kind.member, "member_id": 1, "slug": MARKS["slug"], "post_url": MARKS["post_url"]}
    return stencil(get_template(TEMPLATE).render({**can, **reader, "row": row}), MARKS)
