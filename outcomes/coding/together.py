"""Themes that occur together: people who spoke on both in one contribution. For those who code alone."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from itertools import combinations

from django.db.models import F

from consultations.models import Consultation
from outcomes.coding import coding
from outcomes.models import Coding, Theme

DRAWN = 12  # themes in the picture; a page of more is read by nobody
LISTED = 40


@dataclass(frozen=True)
class Pair:
    one: Theme
    other: Theme
    people: int  # who spoke on both in one contribution, each once


@dataclass(frozen=True)
class Square:
    """A cell of the picture: its place in a grid of one by one squares, and how dark, 0 to 1."""

    x: int
    y: int
    people: int
    dark: float


def pairs(consultation: Consultation) -> list[Pair]:
    """Every pair of themes that occurs together, the most people first: two queries."""
    said = "excerpt__revision__contribution"
    told = Coding.objects.that_count().filter(
        **{f"{said}__in": coding.included(consultation), "excerpt__revision__number": F(f"{said}__revision")}
    )
    where: dict[tuple[int, int], set[int]] = defaultdict(set)
    for contribution, person, theme in told.values_list(said, f"{said}__membership", "theme"):
        where[contribution, person].add(theme)
    people: dict[tuple[int, int], set[int]] = defaultdict(set)
    for (_, person), themes in where.items():
        for pair in combinations(sorted(themes), 2):
            people[pair].add(person)
    known = {theme.pk: theme for theme in consultation.themes.all()}
    found = [Pair(known[one], known[other], len(who)) for (one, other), who in people.items()]
    return sorted(found, key=lambda pair: (-pair.people, pair.one.title, pair.other.title))


def picture(found: list[Pair]) -> tuple[list[Theme], list[Square]]:
    """(the themes that occur together most, the squares of their grid)."""
    weight: Counter[Theme] = Counter()
    for pair in found:
        weight[pair.one] += pair.people
        weight[pair.other] += pair.people
    themes = [theme for theme, _ in sorted(weight.items(), key=lambda item: (-item[1], item[0].title))[:DRAWN]]
    place = {theme.pk: n for n, theme in enumerate(themes)}
    most = max((pair.people for pair in found), default=1)
    squares = []
    for pair in found:
        if pair.one.pk in place and pair.other.pk in place:
            a, b = place[pair.one.pk], place[pair.other.pk]
            dark = round(pair.people / most, 2)
            squares += [Square(a, b, pair.people, dark), Square(b, a, pair.people, dark)]
    return themes, squares
