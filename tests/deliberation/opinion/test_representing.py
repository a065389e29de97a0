"""Golden values from Polis's published notes; the comparison with whole conversations is in bench/opinion.py."""

import numpy as np
import pytest

from deliberation.opinion import representing
from deliberation.polis.model import MISSING

#: Two groups, one statement: 8 agree, 1 disagrees, 1 passes; and 2, 7, 1.
TWO_GROUPS = np.array([[[8, 1, 10]], [[2, 7, 10]]])


def test_the_golden_proportion_test() -> None:
    assert representing.proportion_test(np.array(30), np.array(50)) == pytest.approx(1.54031, abs=1e-5)


def test_the_golden_two_proportion_test() -> None:
    found = representing.two_proportion_test(*(np.array(n) for n in (15, 56, 24, 71)))
    assert found == pytest.approx(-1.5141, abs=1e-4)


def test_the_golden_group() -> None:
    found = representing.representativeness(TWO_GROUPS)
    assert found.agrees.tolist() == [[True], [False]]
    assert found.ratio[0, 0] == pytest.approx(3)
    assert found.p_test[0, 0] == pytest.approx(2.11058, abs=1e-5)
    assert found.ratio_test[0, 0] == pytest.approx(2.56905, abs=1e-5)
    assert found.significant[0, 0]


def test_the_golden_consensus() -> None:
    assert representing.group_aware_consensus(TWO_GROUPS)[0] == pytest.approx(0.1875)


def test_passes_count_in_the_base_and_missing_answers_do_not() -> None:
    votes = np.array([[1], [1], [-1], [0], [MISSING]], dtype=np.int8)
    assert representing.tally(votes).tolist() == [[2, 1, 4]]


def test_people_in_no_group_count_in_none() -> None:
    votes = np.array([[1], [1], [-1], [-1]], dtype=np.int8)
    counts = representing.group_votes(votes, np.array([0, 1, 1, -1]), 2)
    assert counts.tolist() == [[[1, 0, 1]], [[1, 1, 2]]]


def test_a_statement_nobody_answered_is_neither_significant_nor_an_error() -> None:
    found = representing.representativeness(np.zeros((2, 1, 3), dtype=int))
    assert not found.significant.any()
    assert np.isfinite(found.ratio_test).all()
    assert representing.probability(np.array(0), np.array(0)) == 0.5


def test_everybody_agreeing_everywhere_is_no_error() -> None:
    found = representing.representativeness(np.array([[[5, 0, 5]], [[5, 0, 5]]]))
    assert not found.significant.any()
    assert np.isfinite(found.ratio_test).all()


def test_at_most_five_statements_stand_for_a_group_the_best_first() -> None:
    here = np.array([[n, 20 - n, 20] for n in (14, 20, 15, 19, 16, 18, 17, 10)])
    there = np.array([[2, 18, 20]] * 8)
    found = representing.representativeness(np.stack([here, there]))
    assert found.chosen(0) == [1, 3, 5, 6, 4]


def test_both_tests_must_be_passed() -> None:
    like_everybody = np.array([[[19, 1, 20]], [[18, 1, 20]]])
    only_relative = np.array([[[6, 8, 20]], [[0, 8, 20]]])
    found = representing.representativeness(like_everybody)
    assert found.agrees[0, 0]
    assert found.p_test[0, 0] > representing.SIGNIFICANT
    assert not found.significant.any()
    assert not representing.representativeness(only_relative).significant[0].any()


def test_consensus_needs_a_clear_majority_and_is_at_most_five() -> None:
    counts = np.array([[n, 20 - n, 20] for n in (20, 19, 18, 17, 16, 15, 10, 2)])
    assert representing.consensus(counts, 0) == [0, 1, 2, 3, 4]
    assert representing.consensus(counts, 1) == [7]
