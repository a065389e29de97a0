"""The same text by several people: a campaign, or somebody under two names. Found, and held for a person to read."""

import re

from django.db.models import QuerySet
from django.db.models.functions import Length

from audit.prepared import Prepared
from consultations.models import Membership
from deliberation.models import Contribution

COPIED = "nearly the same text as a post by somebody else"
FEWEST_WORDS = 12  # shorter ones are alike by chance
ALIKE = 0.6  # of the runs of three words that either has
LOOKED_AT = 200
KEPT = 5_000  # sketches of posts in the memory of a process
_WORD = re.compile(r"\w+")
_KNOWN: dict[int, frozenset[int]] = {}


def is_copied(body: str, member: Membership) -> bool:
    """Whether another person’s post in the consultation says nearly the same; the newest of about that length."""
    return _first_alike(body, member) is not None


def the_other(post: Contribution) -> Contribution | None:
    """The post by somebody else that says nearly the same, for whoever decides about this one: looked for anew."""
    found = _first_alike(post.body, post.membership)
    others = Contribution.objects.select_related("membership__user", "thread__group")
    return others.filter(pk=found).first() if found is not None else None


def _first_alike(body: str, member: Membership) -> int | None:
    mine = sketch(body)
    if len(mine) < FEWEST_WORDS - 2:
        return None
    others = _OTHERS(member.consultation_id, member.pk, int(len(body) * 0.7), int(len(body) * 1.4))
    return next((pk for pk, text in others if alike(mine, sketch(text))), None)


def runs(text: str) -> frozenset[tuple[str, ...]]:
    """Every three words that follow each other."""
    words = _WORD.findall(text.casefold())
    return frozenset(zip(words, words[1:], words[2:], strict=False))


def alike(one: frozenset[int], other: frozenset[int]) -> bool:
    return not one.isdisjoint(other) and len(one & other) >= ALIKE * len(one | other)


def sketch(text: str) -> frozenset[int]:
    """`runs` as numbers. Kept for the next post, which is held beside the same ones; the words are not."""
    key = hash(text)
    if (known := _KNOWN.get(key)) is None:
        if len(_KNOWN) >= KEPT:
            _KNOWN.clear()
        known = _KNOWN[key] = frozenset(map(hash, runs(text)))
    return known


def _others(consultation: int, member: int, shortest: int, longest: int) -> QuerySet[Contribution, tuple[int, str]]:
    posts = Contribution.objects.filter(thread__area__consultation=consultation, source_kind=Contribution.Source.POST)
    about = posts.exclude(membership=member).annotate(long=Length("body"))
    between = about.filter(long__gte=shortest, long__lte=longest)
    return between.order_by("-pk").values_list("pk", "body")[:LOOKED_AT]


_OTHERS = Prepared(_others, int, int, int, int)
