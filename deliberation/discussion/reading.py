"""How far somebody has read: what is new since they were here, and where to go on. Theirs alone."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Value
from django.db.models.functions import Greatest

from audit import clock
from audit.prepared import Prepared
from consultations.models import Membership
from deliberation.discussion import thread_page
from deliberation.discussion.thread_page import Row
from deliberation.models import Contribution, ReadingMark, Thread

VISIT = timedelta(minutes=30)  # between two pages of one visit: a reload takes no mark away
NOTED = timedelta(minutes=5)  # pages of one visit that bring nothing newer are noted this often
MOST_COUNTED = 100
_VISIBLE = Contribution.objects.visible().order_by("pk").values_list("pk", flat=True)
_MARK: Prepared[ReadingMark, ReadingMark] = Prepared(
    lambda member, thread: ReadingMark.objects.filter(membership=member, thread=thread), int, int
)
_OTHERS: Prepared[Contribution, int] = Prepared(
    lambda thread, after, member: _VISIBLE.filter(thread=thread, pk__gt=after).exclude(membership=member)[
        :MOST_COUNTED
    ],
    int,
    int,
    int,
)


_LATE: Prepared[Contribution, int] = Prepared(
    lambda thread, since, upto, member: _VISIBLE.filter(thread=thread, came_at__gt=since, pk__lte=upto).exclude(
        membership=member
    )[:MOST_COUNTED],
    int,
    datetime,
    int,
    int,
)


@dataclass(frozen=True)
class News:
    """What others wrote since somebody was here, or what was published since: how many (up to MOST_COUNTED), the first
    in the thread, after which key it was written, and what was written before and came to stand there later."""

    after: int
    count: int
    first: int | None
    mark: ReadingMark | None = None
    line: int | None = None  # the first of those that were written since: all below it is new
    late: frozenset[int] = frozenset()
    came_after: datetime | None = None

    @property
    def many(self) -> str:
        return f"more than {self.count - 1}" if self.count >= MOST_COUNTED else str(self.count)


NOTHING = News(0, 0, None)


def news(thread: Thread, member: Membership | None) -> News:
    """What is new in the thread for this person (`note` says that they are here). One to three queries.

    Whoever is here for the first time finds nothing marked: everything is new.
    """
    if member is None:
        return NOTHING
    mark = next(iter(_MARK(member.pk, thread.pk)), None)
    if mark is None:
        return NOTHING
    goes_on = clock.now() - mark.at < VISIT
    after, since = (mark.new_after, mark.came_after) if goes_on else (mark.seen, mark.at)
    keys = list(_OTHERS(thread.pk, after, member.pk))
    late = list(_LATE(thread.pk, since, after, member.pk)) if getattr(thread, "late", True) else []
    count, first = min(len(late) + len(keys), MOST_COUNTED), next(iter([*late, *keys]), None)
    return News(after, count, first, mark, keys[0] if keys else None, frozenset(late), since)


def mark(rows: list[Row], member: Membership | None, since: News) -> None:
    """`is_new` of each post and each reply on the page that others wrote, or that came on show, since."""
    if member is None or since.mark is None:
        return
    for row in (one for top in rows for one in [top, *top["replies"]]):
        written = row["pk"] > since.after and row["membership_id"] != member.pk
        row["is_new"] = row["is_visible"] and (written or row["pk"] in since.late)


def note(thread: Thread, member: Membership | None, page: thread_page.Page, since: News) -> None:
    """They have this page before them. One write; two at once are one."""
    if member is None or not page.rows:
        return
    newest = max(row["pk"] for top in page.rows for row in [top, *top["replies"]])
    now = clock.now()
    if since.mark is None:  # the same person on two pages at once: the first one counts
        made = ReadingMark(membership=member, thread=thread, seen=newest, new_after=newest, came_after=now, at=now)
        ReadingMark.objects.bulk_create([made], ignore_conflicts=True)
        return
    known = since.mark
    if known.seen >= newest and known.new_after == since.after and now - known.at < NOTED:
        return
    seen = Greatest("seen", Value(newest))
    ReadingMark.objects.filter(pk=since.mark.pk).update(
        seen=seen, at=now, new_after=since.after, came_after=since.came_after
    )
