"""Whether the figures would tell what somebody answered who took part in only one of the two polls."""

from collections import Counter

from hypothesis import given, settings
from hypothesis import strategies as some

from deliberation import alone

NOBODY: Counter[int] = Counter()


def test_without_anybody_alone_figures_are_exact() -> None:
    assert alone.how_to_show(Counter({(0, 0): 30, (1, 1): 2}), NOBODY, NOBODY) == alone.EXACT


def test_five_alone_hide_each_other() -> None:
    assert alone.how_to_show(Counter({(0, 0): 30, (1, 1): 2}), Counter({0: 5}), NOBODY) == alone.EXACT


def test_if_nobody_moved_the_one_who_stayed_away_is_hidden() -> None:
    stayed = Counter({(0, 0): 12, (1, 1): 10, (2, 2): 11})
    assert alone.how_to_show(stayed, Counter({1: 1}), NOBODY) != alone.EXACT


def test_and_the_one_who_came_late() -> None:
    stayed = Counter({(0, 0): 12, (1, 1): 10, (2, 2): 11})
    assert alone.how_to_show(stayed, NOBODY, Counter({1: 1})) != alone.EXACT


def test_where_even_rounding_tells_nothing_is_shown() -> None:
    """All who stayed gave one answer, before and after: only the absent person can have given the other."""
    assert alone.how_to_show(Counter({(0, 0): 20}), Counter({0: 1}), NOBODY) == alone.HIDDEN


def test_answers_beside_the_scale_are_no_movement() -> None:
    assert alone.moved(Counter({(0, -1): 2, (-1, -1): 1, (2, 0): 3, (0, 1): 4, (1, 1): 5})) == (3, 5, 4, 3)


pairs = some.dictionaries(
    some.tuples(some.integers(-1, 3), some.integers(-1, 3)), some.integers(1, 9), min_size=1, max_size=6
)


@settings(deadline=None, max_examples=60)
@given(pairs, some.integers(-1, 3))
def test_what_is_shown_has_another_history(both: dict[tuple[int, int], int], answer: int) -> None:
    """Found again here: the totals of both polls and the movements are the same, the absent person's answer is not."""
    people = Counter(both)
    way = alone.how_to_show(people, Counter({answer: 1}), NOBODY)
    if way != alone.EXACT:
        return
    others = [
        other for first in alone._swapped(people, answer) for other in [first, *alone._exchanged(first)]
        if alone.moved(other) == alone.moved(people)
    ]  # fmt: skip
    assert others
    after = Counter(b for (_, b), n in people.items() for _ in range(n))
    assert all(Counter(b for (_, b), n in other.items() for _ in range(n)) == after for other in others)
