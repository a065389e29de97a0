"""The same text by several people: a campaign, or somebody under two names. Found, and held for a person to read."""

import re

from django.db.models import QuerySet
from django.db.models.functions import Length

from consultations.models import Membership
from deliberation.models import Contribution

COPIED = "nearly the same text as a post by somebody else"
FEWEST_WORDS = 12  # shorter ones are alike by chance
ALIKE = 0.6  # of the runs of three words that either has
LOOKED_AT = 200
_WORD = re.compile(r"\w+")


def is_copied(body: str, member: Membership) -> bool:
    """Whether another person’s post in the consultation says nearly the same; the newest of about that length."""
    mine = runs(body)
    if len(mine) < FEWEST_WORDS - 2:
        return False
    return any(alike(mine, runs(text)) for text in _others(body, member))


def runs(text: str) -> frozenset[tuple[str, ...]]:
    """Every three words that follow each other."""
    words = _WORD.findall(text.casefold())
    return frozenset(zip(words, words[1:], words[2:], strict=False))


def alike(one: frozenset[tuple[str, ...]], other: frozenset[tuple[str, ...]]) -> bool:
    return bool(one) and len(one & other) >= ALIKE * len(one | other)


def _others(body: str, member: Membership) -> QuerySet[Contribution, str]:
    posts = Contribution.objects.filter(
        thread__area__consultation=member.consultation_id, source_kind=Contribution.Source.POST
    )
    about = posts.exclude(membership=member).annotate(long=Length("body"))
    between = about.filter(long__gte=int(len(body) * 0.7), long__lte=int(len(body) * 1.4))
    return between.order_by("-pk").values_list("body", flat=True)[:LOOKED_AT]
