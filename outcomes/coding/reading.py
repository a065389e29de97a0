"""What was said, read in its place: the words with what is coded in them, and what was said before and after."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any, NamedTuple

from django.db.models import Prefetch, QuerySet

from consultations.models import Membership
from deliberation.models import Contribution, Thread
from outcomes.coding import coding
from outcomes.coding.showing import with_marks
from outcomes.models import Coding, Excerpt, NotRelevant

NEIGHBOURS = 2


def speaker(said: Contribution) -> str:
    """Who is shown as having said it: a pseudonym, or nobody."""
    if said.is_of_nobody:
        return said.get_source_kind_display()
    return said.membership.pseudonym


def excerpts_for(said: Sequence[Any], member: Membership) -> dict[int, list[Excerpt]]:
    """{contribution: its excerpts in order of place}, each with the codes that `member` may see: two queries.

    `said`: as the bench lists it, with `is_blind`.
    """
    codes = Coding.objects.shown_to(member).select_related("theme", "coded_by__user")
    found = Excerpt.objects.filter(revision__contribution__in=[one.pk for one in said]).select_related("revision")
    rows = found.prefetch_related(Prefetch("codings", codes)).order_by("start", "end", "pk")
    blind = {one.pk for one in said if one.is_blind}
    here: dict[int, list[Excerpt]] = defaultdict(list)
    for one in rows:
        # In a sample that is read blind, the place of the other coder's words tells as much as their code.
        if one.codings.all() or one.revision.contribution_id not in blind:
            here[one.revision.contribution_id].append(one)
    return here


def newest(said: Contribution, excerpts: Sequence[Excerpt]) -> list[Excerpt]:
    """Those of the words as they stand now."""
    return [one for one in excerpts if one.revision.number == said.revision]


def twice_under(excerpts: Sequence[Excerpt]) -> list[str]:
    """Themes under which excerpts of these words overlap: their speaker counts once."""
    found = set()
    for n, one in enumerate(excerpts):
        for other in excerpts[n + 1 :]:
            if other.start < one.end and one.start < other.end:
                mine, theirs = ({code.theme.title for code in each.codings.all()} for each in (one, other))
                found |= mine & theirs
    return sorted(found)


def of(item: Any, member: Membership) -> dict[str, Any]:
    """What the page of one contribution, as the bench lists it, shows of it."""
    excerpts = excerpts_for([item], member)[item.pk]
    now = newest(item, excerpts)
    before, after = around(item)
    return {
        "words": with_marks(item.body, [(one.start, one.end) for one in now]),
        "excerpts": excerpts,
        "twice": twice_under(now),
        "not_relevant": None if now else _mark(item, member),
        "speaker": speaker(item),
        "counts_as_nobody": item.is_of_nobody,
        "said_before": before,
        "said_after": after,
    }


def _mark(item: Any, member: Membership) -> NotRelevant | None:
    """Who said that it is not relevant; in a sample that is read blind, oneself alone."""
    marks = NotRelevant.objects.filter(contribution=item).select_related("marked_by__user", "checked_by__user")
    return (marks.filter(marked_by=member) if item.is_blind else marks).first()


class Near(NamedTuple):
    """What was said beside it."""

    shown_as: str
    body: str


def around(item: Contribution) -> tuple[list[Near], list[Near]]:
    """(what was said just before, just after) in the same thread, in order."""
    if item.is_written:  # what stands beside it is another person's, in no order
        return [], []
    here = Contribution.objects.visible().filter(thread=item.thread_id)
    near = here.values_list("source_kind", "membership__pseudonym", "body")
    before = near.filter(pk__lt=item.pk).order_by("-pk")[:NEIGHBOURS]
    after = near.filter(pk__gt=item.pk).order_by("pk")[:NEIGHBOURS]
    return [_near(*one) for one in reversed(before)], [_near(*one) for one in after]


def _near(source: str, pseudonym: str, body: str) -> Near:
    kind = Contribution.Source(source)
    return Near(str(kind.label) if kind in Contribution.OF_NOBODY else pseudonym, body)


def whole(thread: Thread) -> QuerySet[Any]:
    """All that was said in one place, as the bench lists it: read through as a whole."""
    return coding.bench(thread.area.consultation).filter(thread=thread)


def rows_of(said: Sequence[Any], member: Membership) -> list[dict[str, Any]]:
    """A row for each contribution of a transcript: its words with marks, its excerpts, who spoke."""
    excerpts = excerpts_for(said, member)
    rows = []
    for item in said:
        now = newest(item, excerpts[item.pk])
        rows.append(
            {
                "item": item,
                "speaker": speaker(item),
                "words": with_marks(item.body, [(one.start, one.end) for one in now]),
                "excerpts": now,
                "counts_as_nobody": item.is_of_nobody,
            }
        )
    return rows
