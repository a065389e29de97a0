"""How far two coders agree: Cohen's κ a theme, Krippendorff's α over all. Numbers only; nothing here reads or writes.

κ is Cohen, A coefficient of agreement for nominal scales, Educational and Psychological Measurement 20 (1960) 37–46.
α comes from the package `krippendorff` (Krippendorff, Content Analysis, 2nd ed. 2004, chapter 11). Above .800 one may
rely on codes, between .667 and .800 only for tentative conclusions (page 241 there); below not.
"""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import krippendorff
import numpy as np

RELIABLE, TENTATIVE = 0.8, 0.667

Level = Literal["nominal", "ordinal"]

#: One coder's reading: {(contribution, theme): (the stances given, the strongest intensity)}. What is not in it was
#: read and left without the theme.
Reading = Mapping[tuple[int, int], tuple[frozenset[str], int]]


@dataclass(frozen=True)
class OfTheme:
    """How two coders used one theme, in contributions."""

    theme: int
    both: int
    first_only: int
    second_only: int
    neither: int
    kappa: float | None
    alpha: float | None


@dataclass(frozen=True)
class Agreement:
    """Of a sample of `units` contributions. None where nothing can be measured: everybody said the same throughout."""

    units: int
    themes: list[OfTheme]
    alpha: float | None  # is the theme there? over all contributions and themes
    stance: float | None  # nominal, where both used the theme
    intensity: float | None  # ordinal, where both used the theme


def kappa(both: int, first_only: int, second_only: int, neither: int) -> float | None:
    """Cohen's κ of a two by two table, −1 to 1. None when chance alone explains everything, or the table is empty."""
    n = both + first_only + second_only + neither
    if not n:
        return None
    observed = (both + neither) / n
    first, second = (both + first_only) / n, (both + second_only) / n
    by_chance = first * second + (1 - first) * (1 - second)
    return None if by_chance == 1 else (observed - by_chance) / (1 - by_chance)


def alpha(first: Sequence[Hashable], second: Sequence[Hashable], level: Level = "nominal") -> float | None:
    """Krippendorff's α of two coders' values of the same units. None when only one value occurs."""
    known = sorted(set(first) | set(second), key=str)
    if len(known) < 2:
        return None
    place = {value: number for number, value in enumerate(known)}
    values = np.array([[place[value] for value in said] for said in (first, second)], dtype=float)
    return float(krippendorff.alpha(reliability_data=values, level_of_measurement=level))


def measure(units: Sequence[int], themes: Sequence[int], first: Reading, second: Reading) -> Agreement:
    """The agreement of two readings of the same `units` under the same `themes`."""
    rows: list[OfTheme] = []
    a_all: list[bool] = []
    b_all: list[bool] = []
    for theme in themes:
        a = [(unit, theme) in first for unit in units]
        b = [(unit, theme) in second for unit in units]
        pairs = list(zip(a, b, strict=True))
        kinds = ((True, True), (True, False), (False, True), (False, False))
        both, one, other, neither = (pairs.count(kind) for kind in kinds)
        rows.append(OfTheme(theme, both, one, other, neither, kappa(both, one, other, neither), alpha(a, b)))
        a_all, b_all = a_all + a, b_all + b
    shared = sorted(first.keys() & second.keys())
    stances = [",".join(sorted(first[key][0])) for key in shared], [",".join(sorted(second[key][0])) for key in shared]
    strengths = [first[key][1] for key in shared], [second[key][1] for key in shared]
    return Agreement(
        len(units),
        rows,
        alpha(a_all, b_all),
        alpha(stances[0], stances[1]),
        alpha(strengths[0], strengths[1], level="ordinal"),
    )


def differing(first: Reading, second: Reading) -> list[tuple[int, int]]:
    """(contribution, theme) where one used it and the other did not, or stance or strength differ."""
    return sorted(key for key in first.keys() | second.keys() if first.get(key) != second.get(key))


def in_words(value: float | None) -> str:
    """What may be made of an α."""
    if value is None:
        return "not measurable: too few, or nothing to tell apart"
    if value >= RELIABLE:
        return "reliable"
    return "for tentative conclusions only" if value >= TENTATIVE else "too low to rely on"
