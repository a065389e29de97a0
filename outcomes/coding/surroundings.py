"""The surroundings of a quote, for whoever checks it: the question, what was said before and after, the whole post."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString

from deliberation.models import Contribution
from outcomes.coding.showing import with_marks
from outcomes.models import Excerpt


@dataclass(frozen=True)
class Surroundings:
    question: str
    before: str
    whole: SafeString  # with the quote marked
    after: str


def of(excerpts: Sequence[Excerpt]) -> dict[int, Surroundings]:
    """{excerpt pk: what stands around it}: one query, however many quotes."""
    threads = {excerpt.revision.contribution.thread_id for excerpt in excerpts}
    said = (
        Contribution.objects.visible().filter(thread__in=threads).select_related("thread").order_by("created_at", "pk")
    )
    spoken: dict[int, list[Contribution]] = {}
    for one in said:
        spoken.setdefault(one.thread_id, []).append(one)
    found = {}
    for excerpt in excerpts:
        here = spoken.get(excerpt.revision.contribution.thread_id, [])
        place = next((n for n, one in enumerate(here) if one.pk == excerpt.revision.contribution_id), None)
        whole = with_marks(excerpt.revision.body, [(excerpt.start, excerpt.end)])
        if place is None:
            found[excerpt.pk] = Surroundings("", "", whole, "")
            continue
        before, after = here[place - 1].body if place else "", here[place + 1].body if place + 1 < len(here) else ""
        if here[place].is_written:  # what stands beside it is another person's, in no order
            before = after = ""
        found[excerpt.pk] = Surroundings(here[place].thread.title, before, whole, after)
    return found
