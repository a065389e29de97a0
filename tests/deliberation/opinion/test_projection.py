import numpy as np
import pytest

from deliberation.opinion.projection import centred, leading, project
from deliberation.polis.model import MISSING
from tests.deliberation.opinion import planted


@pytest.mark.parametrize(("people", "statements"), [(50, 12), (12, 50)])
def test_components_are_those_of_a_singular_value_decomposition(people: int, statements: int) -> None:
    votes, _ = planted.votes(people, statements, answered=0.6)
    values = np.where(votes == MISSING, np.nan, votes)
    mean = np.nanmean(values, axis=0)
    filled = np.where(np.isnan(values), mean, values) - mean
    _, _, wanted = np.linalg.svd(filled, full_matrices=False)
    found = project(votes).components
    for mine, theirs in zip(found, wanted[:2], strict=True):
        assert abs(mine @ theirs) > 0.999999
        assert np.linalg.norm(mine) == pytest.approx(1)


def test_a_missing_answer_takes_the_mean_of_its_statement() -> None:
    votes = np.array([[1, 1], [-1, MISSING], [1, 0]], dtype=np.int8)
    filled, mean = centred(votes)
    assert mean == pytest.approx([1 / 3, 1 / 2])
    assert filled[1, 1] == 0
    assert filled.sum(axis=0) == pytest.approx([0, 0])


def test_the_place_of_a_person_is_stretched_by_the_answers_that_are_missing() -> None:
    votes, _ = planted.votes(30, 8, answered=0.7)
    votes[0, 4:] = MISSING
    found = project(votes)
    there = votes[0] != MISSING
    plain = ((votes[0] - found.mean) * found.components)[:, there].sum(axis=1)
    assert found.points[0] == pytest.approx(np.sqrt(8 / there.sum()) * plain)


def test_nobody_without_an_answer_divides_by_zero() -> None:
    votes, _ = planted.votes(20, 5)
    votes[3] = MISSING
    assert project(votes).points[3].tolist() == [0, 0]


def test_everybody_alike_has_no_direction() -> None:
    found = project(np.ones((10, 4), dtype=np.int8))
    assert not found.components.any()
    assert not found.points.any()


def test_signs_do_not_depend_on_the_linear_algebra() -> None:
    votes, _ = planted.votes(30, 8)
    for component in project(votes).components:
        assert component[np.abs(component).argmax()] > 0
    assert np.allclose(leading(-centred(votes)[0], 2), project(votes).components)
