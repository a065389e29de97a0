"""How labels compare, and when enough people spoke for one that says more than a minority view (domain 6.2)."""

from collections.abc import Iterable, Sequence
from typing import Any

from outcomes import numbers
from outcomes.models import Breadth

#: The widest first.
ORDER = [Breadth.CONSENSUS, Breadth.MAJORITY, Breadth.DIVIDED, Breadth.MINORITY, Breadth.SINGLE]
Strength = tuple[str, bool]  # breadth, strongly felt


def enough(spoke: int, took_part: int) -> bool:
    """Enough voices among those who took part (invariant 36)."""
    return spoke >= numbers.ENOUGH_VOICES and 100 * spoke >= numbers.ENOUGH_SHARE * took_part


def is_higher(one: Strength, other: Strength) -> bool:
    """True when the first says more than the second: it is wider, or strongly felt where the other is not."""
    return _place(one[0]) < _place(other[0]) or (one[1] and not other[1])


def _place(breadth: str) -> int:
    return ORDER.index(Breadth(breadth)) if breadth else len(ORDER)


def weakest(several: Iterable[Strength]) -> Strength:
    """What says least of them, of those that say anything."""
    borne = [one for one in several if one[0]]
    return max((breadth for breadth, _ in borne), key=_place, default=""), all(strongly for _, strongly in borne)


def each_alone(alone: Iterable[Sequence[Any]], chosen: Strength) -> str:
    """What each of several themes would bear alone, as (pk, title, breadth, strongly felt); "" where all bear `chosen`.

    Words and no counts: beside those of the finding they would tell how a few people stood.
    """
    rows = [(title, (breadth, strongly)) for _, title, breadth, strongly in alone]
    if all(strength == chosen for _, strength in rows):
        return ""
    labels = [f"“{title}”: {words(*strength) if strength[0] else 'nobody holds it'}" for title, strength in rows]
    return f"Each of its themes alone: {'; '.join(labels)}"


def words(breadth: str, strongly_felt: bool) -> str:
    """As it stands in a heading: "majority view, strongly felt"."""
    return (Breadth(breadth).label.lower() if breadth else "no label") + (", strongly felt" if strongly_felt else "")
