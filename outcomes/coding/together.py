"""Themes that occur together: people who spoke on both in one contribution. For those who code alone."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

from outcomes.coding.matrix import Told
from outcomes.models import Theme

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


def pairs(codes: list[Told], themes: Sequence[Theme]) -> list[Pair]:
    """Every pair of themes that occurs together, the most people first."""
    where: dict[tuple[int, int], set[int]] = defaultdict(set)
    for one in codes:
        where[one.contribution, one.person].add(one.theme)
    people: dict[tuple[int, int], set[int]] = defaultdict(set)
    for (_, person), spoken_on in where.items():
        for pair in combinations(sorted(spoken_on), 2):
            people[pair].add(person)
    known = {theme.pk: theme for theme in themes}
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
