"""Whether the figures would tell what somebody answered who took part in only one of the two polls."""

from collections import Counter

from hypothesis import given, settings
from hypothesis import strategies as some

from deliberation.counting import only_one_poll

NOBODY: Counter[int] = Counter()


def test_without_anybody_alone_figures_are_exact() -> None:
    assert only_one_poll.how_to_show(Counter({(0, 0): 30, (1, 1): 2}), NOBODY, NOBODY) == only_one_poll.EXACT


def test_five_alone_hide_each_other() -> None:
    assert only_one_poll.how_to_show(Counter({(0, 0): 30, (1, 1): 2}), Counter({0: 5}), NOBODY) == only_one_poll.EXACT


def test_if_nobody_moved_the_one_who_stayed_away_is_hidden() -> None:
    stayed = Counter({(0, 0): 12, (1, 1): 10, (2, 2): 11})
    assert only_one_poll.how_to_show(stayed, Counter({1: 1}), NOBODY) != only_one_poll.EXACT


def test_and_the_one_who_came_late() -> None:
    stayed = Counter({(0, 0): 12, (1, 1): 10, (2, 2): 11})
    assert only_one_poll.how_to_show(stayed, NOBODY, Counter({1: 1})) != only_one_poll.EXACT


def test_where_even_rounding_tells_nothing_is_shown() -> None:
    """All who stayed gave one answer, before and after: only the absent person can have given the other."""
    assert only_one_poll.how_to_show(Counter({(0, 0): 20}), Counter({0: 1}), NOBODY) == only_one_poll.HIDDEN


def test_answers_beside_the_scale_are_no_movement() -> None:
    assert only_one_poll.moved(Counter({(0, -1): 2, (-1, -1): 1, (2, 0): 3, (0, 1): 4, (1, 1): 5})) == (3, 5, 4, 3)


pairs = some.dictionaries(
    some.tuples(some.integers(-1, 3), some.integers(-1, 3)), some.integers(1, 9), min_size=1, max_size=6
)


@settings(deadline=None, max_examples=60)
@given(pairs, some.integers(-1, 3))
def test_what_is_shown_has_another_history(both: dict[tuple[int, int], int], answer: int) -> None:
    """Found again here: the totals of both polls and the movements are the same, the absent person's answer is not."""
    people = Counter(both)
    way = only_one_poll.how_to_show(people, Counter({answer: 1}), NOBODY)
    if way != only_one_poll.EXACT:
        return
    others = [
        other for first in only_one_poll._swapped(people, answer) for other in [first, *only_one_poll._exchanged(first)]
        if only_one_poll.moved(other) == only_one_poll.moved(people)
    ]  # fmt: skip
    assert others
    after = Counter(b for (_, b), n in people.items() for _ in range(n))
    assert all(Counter(b for (_, b), n in other.items() for _ in range(n)) == after for other in others)
