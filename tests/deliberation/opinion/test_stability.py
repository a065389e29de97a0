from itertools import combinations

import numpy as np
import pytest

from deliberation.opinion import stability
from deliberation.opinion.grouping import group
from deliberation.opinion.projection import project
from tests.deliberation.opinion import planted


def steady(people: int, statements: int, **how: object) -> stability.Stability:
    votes, _ = planted.votes(people, statements, **how)
    found = project(votes)
    shown = group(found.points)
    assert shown is not None
    return stability.stability(found, np.arange(people), shown, seed=0, runs=40)


def test_planted_groups_survive_both() -> None:
    found = steady(150, 40, groups=3)
    assert found.survives_reseeding
    assert found.survives_bootstrap


def test_answers_without_groups_do_not_survive_other_people() -> None:
    """k-means always finds groups: only counting again shows that there are none."""
    found = steady(150, 40, apart=0)
    assert not found.survives_bootstrap


def test_the_bars_are_shares_of_the_runs() -> None:
    assert stability.Stability(100, 95, 80).survives_reseeding
    assert not stability.Stability(100, 94, 80).survives_reseeding
    assert stability.Stability(100, 95, 80).survives_bootstrap
    assert not stability.Stability(100, 95, 79).survives_bootstrap


def test_adjusted_rand_is_counted_from_pairs() -> None:
    random = np.random.default_rng(2)
    one, other = random.integers(0, 3, 25), random.integers(0, 4, 25)
    pairs = list(combinations(range(25), 2))
    a, b = ([x[i] == x[j] for i, j in pairs] for x in (one, other))
    both, expected = sum(np.logical_and(a, b)), sum(a) * sum(b) / len(pairs)
    wanted = (both - expected) / ((sum(a) + sum(b)) / 2 - expected)
    assert stability.adjusted_rand(one, other) == pytest.approx(wanted)


def test_names_of_groups_do_not_matter() -> None:
    one = np.array([0, 0, 1, 1, 2])
    assert stability.adjusted_rand(one, np.array([2, 2, 0, 0, 1])) == 1
    assert stability.adjusted_rand(one, np.array([0, 1, 0, 1, 0])) < 0.1


def test_everybody_in_one_group_agrees_with_itself() -> None:
    assert stability.adjusted_rand(np.zeros(5, dtype=int), np.ones(5, dtype=int)) == 1
