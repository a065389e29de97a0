"""What was said, read in its place: the words with what is coded in them, and what was said before and after."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from django.db.models import Prefetch, QuerySet

from consultations.models import Membership
from deliberation.models import Contribution, ContributionRevision, Thread
from outcomes.coding import coding
from outcomes.coding.showing import with_marks
from outcomes.models import Coding, Excerpt, NotRelevant, Sampled

NEIGHBOURS = 2


def speaker(said: Contribution) -> str:
    """Who is shown as having said it: a pseudonym, or nobody."""
    if said.is_of_nobody:
        return said.get_source_kind_display()
    return said.membership.pseudonym


def excerpts_for(said: Sequence[Contribution], member: Membership) -> dict[int, list[Excerpt]]:
    """{contribution: its excerpts in order of place}, each with the codes that `member` may see: two queries."""
    codes = Coding.objects.shown_to(member).select_related("theme", "coded_by__user")
    found = Excerpt.objects.filter(revision__contribution__in=said).select_related("revision")
    rows = found.prefetch_related(Prefetch("codings", codes)).order_by("start", "end", "pk")
    blind = set(
        Sampled.objects.filter(contribution__in=said, sample__opened_at=None).values_list("contribution", flat=True)
    )
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


def of(item: Contribution, member: Membership) -> dict[str, Any]:
    """What the page of one contribution shows of it."""
    excerpts = excerpts_for([item], member)[item.pk]
    now = newest(item, excerpts)
    body = ContributionRevision.objects.get(contribution=item, number=item.revision).body
    marks = NotRelevant.objects.filter(contribution=item).select_related("marked_by__user")
    if getattr(item, "is_blind", False):
        marks = marks.filter(marked_by=member)
    before, after = around(item)
    return {
        "words": with_marks(body, [(one.start, one.end) for one in now]),
        "excerpts": excerpts,
        "twice": twice_under(now),
        "not_relevant": marks.first(),
        "speaker": speaker(item),
        "counts_as_nobody": item.is_of_nobody,
        "said_before": before,
        "said_after": after,
    }


def around(item: Contribution) -> tuple[list[Contribution], list[Contribution]]:
    """(what was said just before, just after) in the same thread, in order."""
    near = Contribution.objects.visible().filter(thread=item.thread_id).select_related("membership")
    before = list(near.filter(pk__lt=item.pk).order_by("-pk")[:NEIGHBOURS])[::-1]
    after = list(near.filter(pk__gt=item.pk).order_by("pk")[:NEIGHBOURS])
    for one in (*before, *after):
        one.shown_as = speaker(one)  # type: ignore[attr-defined]
    return before, after


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
