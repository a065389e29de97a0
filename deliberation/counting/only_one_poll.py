"""People who answered only one of two polls: whether the published figures would tell what they answered.

Totals before and after are published, and so is how many moved. If nobody moved, the difference of the totals is the
answer of the one person who stayed away; and everybody in the room knows who that was. So before movements are shown,
another history is looked for that has the same published figures and in which that person answered something else. If
there is none, they are rounded; if there is none then, they are not shown.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

from deliberation.counting.disclosure import ROUND_TO, rounded

EXACT, ROUNDED, HIDDEN = "exact", "rounded", "hidden"

#: (answer before, answer after) → people. Answers are places on the scale from 0; below 0 they stand beside it.
Pairs = Counter[tuple[int, int]]
Published = Callable[[Pairs], Any]


def how_to_show(both: Pairs, before_only: Counter[int], after_only: Counter[int]) -> str:
    """EXACT, ROUNDED or HIDDEN: the first that leaves every lone answer open. Five alone hide each other."""
    turned: Pairs = Counter({(b, a): n for (a, b), n in both.items()})
    few = [
        (pairs, answer)
        for pairs, lone in ((both, before_only), (turned, after_only))
        if 0 < lone.total() < ROUND_TO
        for answer, n in lone.items()
        if n
    ]
    ways: list[tuple[str, Published]] = [(EXACT, moved), (ROUNDED, _roughly)]
    return next((way for way, seen in ways if all(_is_open(*one, seen) for one in few)), HIDDEN)


def moved(pairs: Pairs) -> tuple[int, int, int, int]:
    """People who moved towards the first answer, did not move, moved away from it, and were beside the scale."""
    counts = Counter(dict.fromkeys((-1, 0, 1, 2), 0))
    for (a, b), n in pairs.items():
        counts[2 if a < 0 or b < 0 else (b > a) - (b < a)] += n
    return counts[-1], counts[0], counts[1], counts[2]


def _roughly(pairs: Pairs) -> tuple[int, ...]:
    return tuple(rounded(n) for n in moved(pairs)[:3])


def _is_open(pairs: Pairs, answer: int, seen: Published) -> bool:
    """True when the one who stayed away could have answered something else, and nothing published would differ.

    Then somebody who came twice answered `answer` in their place. If that changes the movements, two others may make
    up for it by exchanging their second answers: totals stay as they are.
    """
    wanted = seen(pairs)
    return any(
        seen(other) == wanted or any(seen(further) == wanted for further in _exchanged(other))
        for other in _swapped(pairs, answer)
    )


def _swapped(pairs: Pairs, answer: int) -> Iterator[Pairs]:
    for a, b in list(+pairs):
        if a != answer:
            yield pairs - Counter([(a, b)]) + Counter([(answer, b)])


def _exchanged(pairs: Pairs) -> Iterator[Pairs]:
    kinds = list(+pairs)
    for n, one in enumerate(kinds):
        for two in kinds[n + 1 :]:
            yield pairs - Counter([one, two]) + Counter([(one[0], two[1]), (two[0], one[1])])
