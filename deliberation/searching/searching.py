"""Searching what one may read: posts on show, in the threads one may open, newest first."""

from dataclasses import dataclass

from django.db.models import QuerySet

from consultations.models import Consultation
from deliberation.discussion import thread_page
from deliberation.discussion.thread_page import Row
from deliberation.index import words as index
from deliberation.models import Contribution, Thread
from people.models import Person

PAGE = 20


@dataclass(frozen=True)
class Found:
    """One page of what was found; `before` is the key from which the next page goes on."""

    rows: list[Row]
    before: int | None


def find(consultation: Consultation, typed: str, *, by: Person, before: int = 0) -> Found:
    """Posts with all these words. Only what is on show as it stands: not held, removed, withdrawn, or being changed."""
    keys = index.with_words(typed)
    if keys is None:
        return Found([], None)
    said = _readable(consultation, by).filter(pk__in=keys)
    if before:
        said = said.filter(pk__lt=before)
    rows: list[Row] = list(said.order_by("-pk").values(*thread_page.COLUMNS, "thread_id", "thread__title")[: PAGE + 1])
    thread_page.dress(rows[:PAGE])
    return Found(rows[:PAGE], rows[PAGE - 1]["pk"] if len(rows) > PAGE else None)


def _readable(consultation: Consultation, by: Person) -> QuerySet[Contribution]:
    threads = Thread.objects.visible_to(by).filter(area__consultation=consultation)
    return Contribution.objects.visible().filter(thread__in=list(threads.values_list("pk", flat=True)))
