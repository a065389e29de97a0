import numpy as np
import pytest

from deliberation.opinion import grouping
from deliberation.opinion.projection import project
from deliberation.opinion.stability import adjusted_rand
from tests.deliberation.opinion import planted


def blobs(sizes: list[int], seed: int = 1) -> tuple[np.ndarray, np.ndarray]:
    random = np.random.default_rng(seed)
    middles = np.array([[0, 0], [9, 0], [0, 9], [9, 9], [20, 4]])[: len(sizes)]
    planted_in = np.repeat(np.arange(len(sizes)), sizes)
    return middles[planted_in] + random.normal(0, 1, (len(planted_in), 2)), planted_in


@pytest.mark.parametrize("sizes", [[20, 20], [30, 10, 15], [12, 12, 12, 12], [9, 20, 14, 8, 30], [400, 300, 100]])
def test_planted_groups_are_found_and_counted(sizes: list[int]) -> None:
    points, planted_in = blobs(sizes)
    found = grouping.group(points)
    assert found is not None
    assert found.k == len(sizes)
    assert adjusted_rand(found.labels, planted_in) > 0.99


def test_the_planted_groups_of_a_conversation_are_found() -> None:
    votes, planted_in = planted.votes(90, 30, groups=3)
    found = grouping.group(project(votes).points)
    assert found is not None
    assert adjusted_rand(found.labels, planted_in) > 0.9


def test_the_silhouette_is_the_textbook_one() -> None:
    points, labels = blobs([9, 6, 1])
    between = grouping.distances(points[None])
    fits = []
    for person, own in enumerate(labels):
        to = [between[0, person, (labels == k) & (np.arange(len(labels)) != person)] for k in range(3)]
        if not len(to[own]):
            fits.append(0.0)
            continue
        a, b = to[own].mean(), min(to[k].mean() for k in range(3) if k != own)
        fits.append((b - a) / max(a, b))
    found = grouping.silhouettes(between, np.ones((1, 16)), labels[None], 3)
    assert found[0] == pytest.approx(np.mean(fits))


def test_a_person_drawn_twice_counts_as_two() -> None:
    points, labels = blobs([6, 5])
    weights = np.ones(11)
    weights[[2, 7]] = 2, 3
    copies = np.repeat(np.arange(11), weights.astype(int))
    once = grouping.silhouettes(grouping.distances(points[None]), weights[None], labels[None], 2)
    twice = grouping.silhouettes(
        grouping.distances(points[copies][None]), np.ones((1, len(copies))), labels[copies][None], 2
    )
    assert once[0] == pytest.approx(twice[0])


def test_centres_are_the_means_of_their_groups() -> None:
    points, _ = blobs([30, 20])
    found = grouping.group(points)
    assert found is not None
    for k in range(2):
        assert found.centres[k] == pytest.approx(points[found.labels == k].mean(axis=0))


def test_cells_keep_the_sum_of_everybody() -> None:
    points, _ = blobs([500, 531])
    weights = np.random.default_rng(1).integers(0, 3, 1031).astype(float)
    middles, together = grouping.cells(points, weights)
    assert len(middles) == 256
    assert together.sum() == weights.sum()
    assert together @ middles == pytest.approx(weights @ points)
    assert np.isfinite(middles).all()


def test_few_people_are_their_own_cells() -> None:
    points, _ = blobs([10, 10])
    assert grouping.cells(points, np.ones(20))[0] is points


def test_two_places_are_not_enough_for_groups() -> None:
    assert grouping.group(np.array([[0.0, 0], [1, 1]] * 20)) is None
