"""A second person’s no to a quote outlasts the excerpt and its editing: else the words are changed there and back, or
coded anew, and somebody else is asked until one says yes.

For the same words in the same order the no stands again, wherever they begin; what was said of other words of the same
passage is shown to whoever checks.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable
from hashlib import sha256

from django.db.models import Exists, OuterRef

from consultations.models import Membership
from outcomes.models import Excerpt, QuoteRefusal

#: Of contributions or their revisions: whether somebody has said no to words of them.
WAS_REFUSED = Exists(QuoteRefusal.objects.filter(contribution=OuterRef("contribution")))


def digest(contribution: int, text: str) -> str:
    """Of the words alone: spaces, case, marks and what stands in for words left out make no other quote."""
    words = " ".join(re.findall(r"\w+", text.casefold()))
    return sha256(f"{contribution} {words}".encode()).hexdigest()


def keep(excerpt: Excerpt, why: str, member: Membership) -> QuoteRefusal:
    """Write a no down with the words it was said to."""
    contribution = excerpt.revision.contribution_id
    return QuoteRefusal.objects.create(
        contribution_id=contribution,
        number=excerpt.revision.number,
        start=excerpt.start,
        end=excerpt.end,
        digest=digest(contribution, excerpt.text),
        why=why,
        by=member,
    )


def stands_again(excerpt: Excerpt) -> None:
    """The fields of the excerpt as a no to the same words leaves them; it is not saved here."""
    contribution = excerpt.revision.contribution_id
    said = QuoteRefusal.objects.filter(contribution=contribution, digest=digest(contribution, excerpt.text))
    last = said.order_by("-pk").first()
    excerpt.refused_because, excerpt.refused_by = (last.why, last.by) if last else ("", None)


def earlier(excerpts: Iterable[Excerpt]) -> dict[int, list[QuoteRefusal]]:
    """{excerpt: each no to other words of the same passage, the oldest first}: one query. `excerpts`: with revision.

    Of an earlier revision every one: where its words stand now nobody can tell.
    """
    shown = list(excerpts)
    here = QuoteRefusal.objects.filter(contribution__in={one.revision.contribution_id for one in shown})
    of: dict[int, list[QuoteRefusal]] = defaultdict(list)
    for one in here.select_related("by__user").order_by("pk"):
        of[one.contribution_id].append(one)
    return {one.pk: _of(one, of[one.revision.contribution_id]) for one in shown}


def _of(excerpt: Excerpt, said: Collection[QuoteRefusal]) -> list[QuoteRefusal]:
    overlap = [
        one
        for one in said
        if one.number != excerpt.revision.number or (one.start < excerpt.end and excerpt.start < one.end)
    ]
    stands = digest(excerpt.revision.contribution_id, excerpt.text) if excerpt.refused_because else ""
    return [one for one in overlap if one.digest != stands]
