"""Reading a thread: twenty contributions at a time, at the same cost for the first of ten and the last of ten thousand.

Pages go by key, not by number: "the twenty after this one". Nothing here counts a whole thread.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from consultations.models import Membership
from deliberation.models import Contribution, ModerationDecision, Thread
from deliberation.models.moderation import NO_TOMBSTONE

State = Contribution.State
PAGE = 20
REPLIES = 5  # shown under a contribution; a link leads to the rest
REPLIES_PAGE = 50
COLUMNS = (
    "thread_id", "membership_id", "body", "revision", "source_kind", "reply_to_id", "state", "created_at",
    "membership__role", "membership__pseudonym", "membership__user__name",
)  # fmt: skip
_removals = ModerationDecision.objects.filter(action=ModerationDecision.Action.REMOVE)


@dataclass
class Page:
    """One page of a thread. Each row carries `shown_replies` and `more_replies`; `removal` where it is removed."""

    rows: list[Contribution] = field(default_factory=list)
    before: int | None = None  # link "earlier": the page that ends before this id
    after: int | None = None  # link "later": the page that begins after this id
    alone: bool = False  # one contribution with all its replies


def on_show() -> QuerySet[Contribution]:
    """What readers see: what is visible, tombstones, and the empty place of a withdrawn post others replied to.

    What the law keeps anonymous leaves no tombstone: even "something was here" could point to the person.
    """
    replies = Contribution.objects.filter(reply_to=OuterRef("pk"), state=State.VISIBLE)
    secret = _removals.filter(contribution=OuterRef("pk"), reason__in=NO_TOMBSTONE)
    return (
        Contribution.objects.filter(
            Q(state=State.VISIBLE)
            | (Q(state=State.REMOVED) & ~Exists(secret))
            | (Q(state=State.WITHDRAWN) & Exists(replies))
        )
        .select_related("membership__user")
        .only(*COLUMNS)
    )


def read(thread: Thread, query: Any) -> Page:
    """The page the address asks for: ?after=, ?before=, ?at= (one contribution), ?newest=1, ?replies=all with at."""
    after, before, at = (number(query.get(name)) for name in ("after", "before", "at"))
    if at:
        return _page_at(thread, at, all_replies=query.get("replies") == "all", after=after)
    top = _top_level(thread)
    if before or query.get("newest"):
        rows = list((top.filter(pk__lt=before) if before else top).order_by("-pk")[: PAGE + 1])
        page = Page(rows=rows[:PAGE][::-1])
        page.before = page.rows[0].pk if len(rows) > PAGE else None
        page.after = page.rows[-1].pk if before and page.rows else None
    else:
        page = _forward(top.filter(pk__gt=after) if after else top)
        page.before = page.rows[0].pk if after and page.rows else None
    return _fill(page)


def _page_at(thread: Thread, at: int, *, all_replies: bool, after: int | None) -> Page:
    """The page that holds contribution `at`, or that contribution alone with its replies.

    An id that is hidden, elsewhere or never was gives the page where it would stand: no telling which it is.
    """
    reply_to = thread.contributions.filter(pk=at).values_list("reply_to_id", flat=True).first()
    first = reply_to or at
    if all_replies:
        return _alone(thread, first, after)
    page = _forward(_top_level(thread).filter(pk__gte=first))
    if len(page.rows) < PAGE:  # near the end: the newest twenty hold it
        rows = list(_top_level(thread).order_by("-pk")[: PAGE + 1])
        page = Page(rows=rows[:PAGE][::-1])
        page.before = page.rows[0].pk if len(rows) > PAGE else None
    elif _top_level(thread).filter(pk__lt=first).exists():
        page.before = page.rows[0].pk
    return _fill(page, also=at if reply_to else None)


def _alone(thread: Thread, first: int, after: int | None) -> Page:
    page = Page(rows=list(_top_level(thread).filter(pk=first)), alone=True)
    for row in page.rows:
        replies = on_show().filter(reply_to=row, pk__gt=after or 0).order_by("pk")
        shown = list(replies[: REPLIES_PAGE + 1])
        row.shown_replies, row.more_replies = shown[:REPLIES_PAGE], False  # type: ignore[attr-defined]
        page.after = shown[REPLIES_PAGE - 1].pk if len(shown) > REPLIES_PAGE else None
    _add_removals(page.rows)
    return page


def _top_level(thread: Thread) -> QuerySet[Contribution]:
    """With the id of the sixth reply, if there is one: it bounds the reading of a contribution with thousands."""
    sixth = Contribution.objects.filter(
        reply_to=OuterRef("pk"), state__in=[State.VISIBLE, State.REMOVED]
    ).order_by("pk")  # fmt: skip
    return (
        on_show()
        .filter(thread=thread, reply_to=None)
        .annotate(more_from=Subquery(sixth.values("pk")[REPLIES : REPLIES + 1]))
    )


def _forward(rows: QuerySet[Contribution]) -> Page:
    found = list(rows.order_by("pk")[: PAGE + 1])
    page = Page(rows=found[:PAGE])
    page.after = page.rows[-1].pk if len(found) > PAGE else None
    return page


def _fill(page: Page, also: int | None = None) -> Page:
    """Put the first replies under each row (and the reply `also`, wherever it stands), and why tombstones are there."""
    few = [row.pk for row in page.rows if row.more_from is None]  # type: ignore[attr-defined]
    wanted = Q(reply_to__in=few)
    for row in page.rows:
        if row.more_from is not None:  # type: ignore[attr-defined]
            wanted |= Q(reply_to=row.pk, pk__lt=row.more_from)  # type: ignore[attr-defined]
    if also:
        wanted |= Q(pk=also)
    below: dict[int, list[Contribution]] = {}
    for reply in on_show().filter(wanted).order_by("pk"):
        below.setdefault(reply.reply_to_id, []).append(reply)  # type: ignore[arg-type]
    for row in page.rows:
        row.shown_replies = below.get(row.pk, [])  # type: ignore[attr-defined]
        row.more_replies = row.more_from is not None  # type: ignore[attr-defined]
    _add_removals(page.rows)
    return page


def _add_removals(rows: Iterable[Contribution]) -> None:
    everything = [item for row in rows for item in (row, *row.shown_replies)]  # type: ignore[attr-defined]
    removed = {item.pk: item for item in everything if item.is_removed}
    decisions = _removals.filter(contribution__in=removed).select_related("decided_by__user").order_by("pk")
    for decision in decisions:  # the newest one wins
        removed[decision.contribution_id].removal = decision


def hidden_from_others(thread: Thread, member: Membership | None) -> list[Contribution]:
    """What this person wrote here that others cannot see: held posts, and removed ones with the decision."""
    if member is None:
        return []
    mine = thread.contributions.filter(membership=member, state__in=[State.HELD, State.REMOVED])
    rows = list(mine.order_by("-pk")[:PAGE])[::-1]
    removed = {row.pk: row for row in rows if row.is_removed}
    decisions = _removals.filter(contribution__in=removed).select_related("decided_by__user", "appeal")
    for decision in decisions.order_by("pk"):
        removed[decision.contribution_id].removal = decision
    return rows


def number(text: str | None) -> int | None:
    """The number in an address, or None for anything else."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 19 else None
