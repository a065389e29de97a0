"""What may be shown without pointing at anybody. The one place for bases, rounding and withholding (domain 6.3).

All or nothing: a breakdown is shown whole or not at all. Leaving out single cells would let a reader find them by
subtracting the rest from a total that is published elsewhere.
"""

from collections.abc import Iterable, Mapping

PERCENT_FROM = 30  # people: below this, counts only ("7 of 12")

#: Age bands are merged step by step until every band is large enough.
AGE_LADDER: list[dict[str, list[str]]] = [
    {band: [band] for band in ["18-24", "25-34", "35-44", "45-54", "55-64", "65+"]},
    {"18-34": ["18-24", "25-34"], "35-54": ["35-44", "45-54"], "55+": ["55-64", "65+"]},
    {"under 45": ["18-24", "25-34", "35-44"], "45+": ["45-54", "55-64", "65+"]},
]

FEW = "Withheld: fewer than {least} people answered."
SMALL_GROUP = "Withheld: at least one group here has fewer than {least} people."
SMALL_CELL = "Withheld: in at least one group, an answer was given by fewer than {least} people."
ALL_ALIKE = "Withheld: in one group everybody, or almost everybody, gave the same answer."


def share(count: int, base: int) -> float | None:
    """The share of the base, 0 to 1; None below 30 people."""
    return count / base if base >= PERCENT_FROM else None


def width(count: int, base: int) -> int:
    """A bar's length, 0 to 100."""
    return round(100 * count / base) if base else 0


def withheld_total(base: int, least: int) -> str:
    """Why a whole result is not shown; empty when it may be."""
    return FEW.format(least=least) if base < least else ""


def withheld_breakdown(cells: Mapping[str, Iterable[int]], bases: Mapping[str, int], *, base: int, answer: int) -> str:
    """Why a breakdown is not shown; empty when it may be. `cells`: the counts of each category's answers.

    Categories nobody is in are left out by the caller. Those who gave no category must be in it as one: left
    out, they could be found by subtraction.
    """
    if any(people < base for people in bases.values()):
        return SMALL_GROUP.format(least=base)
    for name, counts in cells.items():
        counts = list(counts)
        if any(0 < count < answer for count in counts):
            return SMALL_CELL.format(least=answer)
        if any(count == bases[name] for count in counts):
            return ALL_ALIKE
    return ""


def merge_ages(people: Mapping[str, int], least: int) -> dict[str, list[str]] | None:
    """The finest bands in which every one that has anybody has `least` people; None when there are none."""
    for bands in AGE_LADDER:
        sizes = [sum(people.get(band, 0) for band in members) for members in bands.values()]
        sizes = [size for size in sizes if size]
        if len(sizes) > 1 and all(size >= least for size in sizes):
            return bands
    return None
