"""k-means on the places of people, for two to five groups, and the number of groups that fits best.

Every run starts from a seed and from rows in canonical order (`matrix.canonical`), so the same answers give the
same groups, whatever order they arrived in. Many runs are computed side by side: arrays begin with the run.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from deliberation import numbers
from deliberation.opinion.projection import Floats

Labels = npt.NDArray[np.int64]
STARTS = 20  # starting points tried for the groups that are shown; the tightest counts
ROUNDS = 100
HALVINGS = 8  # at most 256 cells


@dataclass(frozen=True, slots=True, eq=False)
class Grouping:
    """`labels` (people or cells,) 0..k-1, `centres` (k, 2), `silhouette` -1..1.

    The silhouette says how much nearer people are to their own group than to the next.
    """

    labels: Labels
    centres: Floats
    silhouette: float

    @property
    def k(self) -> int:
        return len(self.centres)

    def places(self, points: Floats) -> Labels:
        """(people,) the group whose centre is nearest to each of `points` (people, 2)."""
        labels: Labels = _nearest(points[None], self.centres[None])[0][0]
        return labels


def cells(points: Floats, weights: Floats) -> tuple[Floats, Floats]:
    """Neighbours counted as one: the middles (cells, 2) and weights (cells,) of at most 256 cells of equal numbers.

    `weights` (people,): how often each counts. Polis does the same with 100 small clusters; these are made by
    halving at medians, which no order can change. Up to 256 people are a cell each.
    """
    if len(points) <= 2**HALVINGS:
        return points, weights
    place = _halved(points)
    heavy = weights + 1e-12  # a cell nobody was drawn from still has a middle
    middles = [np.bincount(place, heavy * points[:, axis]) / np.bincount(place, heavy) for axis in (0, 1)]
    return np.stack(middles, axis=1), np.bincount(place, weights).astype(np.float64)


def _halved(points: Floats) -> Labels:
    place = np.zeros(len(points), dtype=np.int64)
    for turn in range(HALVINGS):
        order = np.lexsort((points[:, turn % 2], place))
        size = np.bincount(place)
        rank = np.empty(len(points), dtype=np.int64)
        rank[order] = np.arange(len(points)) - np.repeat(size.cumsum() - size, size)
        place = 2 * place + (2 * rank >= size[place])
    return place


def group(points: Floats, *, seed: int = 0, starts: int = STARTS) -> Grouping | None:
    """The best grouping of `points` (people, 2) into 2 to 5; None when fewer than three places differ."""
    if len(np.unique(points, axis=0)) <= 2:
        return None
    middles, weights = cells(points, np.ones(len(points)))
    found = groupings(middles[None], weights[None], np.random.default_rng(seed), starts)[0]
    return Grouping(found.places(points), found.centres, found.silhouette)


def groupings(points: Floats, weights: Floats, random: np.random.Generator, starts: int) -> list[Grouping]:
    """One grouping a run. `points` (runs, cells, 2), `weights` (runs, cells).

    The number of groups is the one with the largest mean silhouette (Rousseeuw, 1987); a tie goes to fewer groups.
    """
    between = distances(points)
    best: list[Grouping] = []
    for k in range(2, min(numbers.MOST_GROUPS, points.shape[1] - 1) + 1):
        labels, centres = k_means(points, weights, k, random, starts)
        fits = silhouettes(between, weights, labels, k)
        found = [Grouping(*each) for each in zip(labels, centres, map(float, fits), strict=True)]
        best = [max(pair, key=lambda g: g.silhouette) for pair in zip(best, found, strict=True)] if best else found
    return best


def k_means(points: Floats, weights: Floats, k: int, random: np.random.Generator, starts: int) -> tuple[Labels, Floats]:
    """Lloyd's algorithm from `starts` k-means++ starts a run (Arthur and Vassilvitskii, 2007); the tightest wins.

    Returns labels (runs, cells) and centres (runs, k, 2), groups in order of their centres' first coordinate.
    """
    runs = len(points)
    points, weights = np.repeat(points, starts, axis=0), np.repeat(weights, starts, axis=0)
    centres = _spread(points, weights, k, random)
    moving = np.arange(len(points))
    for _ in range(ROUNDS):
        here, held = points[moving], centres[moving]
        moved = _means(here, weights[moving], _nearest(here, held)[0], held)
        centres[moving] = moved
        moving = moving[(moved != held).any(axis=(1, 2))]
        if not len(moving):
            break
    labels, apart = _nearest(points, centres)
    loose = (apart * weights).sum(axis=1).reshape(runs, starts)
    tightest = np.arange(runs) * starts + loose.argmin(axis=1)
    return _ordered(labels[tightest], centres[tightest])


def _spread(points: Floats, weights: Floats, k: int, random: np.random.Generator) -> Floats:
    """(runs, k, 2): each further centre drawn with a chance that grows with the squared distance to the nearest."""
    runs = np.arange(len(points))
    centres = np.empty((len(points), k, 2))
    chance = weights
    for place in range(k):
        total = chance.cumsum(axis=1)
        drawn = (total <= random.random((len(points), 1)) * total[:, -1:]).sum(axis=1)
        centres[:, place] = points[runs, np.minimum(drawn, points.shape[1] - 1)]
        chance = _nearest(points, centres[:, : place + 1])[1] * weights
    return centres


def _nearest(points: Floats, centres: Floats) -> tuple[Labels, Floats]:
    """The nearest centre of every cell (runs, cells), and the squared distance to it."""
    planes = [((points - centres[:, j, None, :]) ** 2).sum(axis=-1) for j in range(centres.shape[1])]
    apart = np.stack(planes)
    return apart.argmin(axis=0), apart.min(axis=0)


def _means(points: Floats, weights: Floats, labels: Labels, centres: Floats) -> Floats:
    """The weighted mean of each group (runs, k, 2). A group that lost everybody keeps its centre."""
    runs, k = centres.shape[:2]
    slots = (labels + k * np.arange(runs)[:, None]).ravel()
    size, across, up = (
        np.bincount(slots, values.ravel(), minlength=runs * k).reshape(runs, k, 1)
        for values in (weights, weights * points[..., 0], weights * points[..., 1])
    )
    means = np.concatenate([across, up], axis=-1) / np.where(size > 0, size, 1)
    return np.where(size > 0, means, centres)


def _ordered(labels: Labels, centres: Floats) -> tuple[Labels, Floats]:
    order = np.lexsort((centres[..., 1], centres[..., 0]), axis=-1)
    rank = np.argsort(order, axis=-1)
    return np.take_along_axis(rank, labels, axis=-1), np.take_along_axis(centres, order[..., None], axis=1)


def distances(points: Floats) -> Floats:
    """(runs, cells, cells) distances as the crow flies."""
    if len(points) > 1 and points.strides[0] == 0:  # every run is about the same points: measure once
        return np.broadcast_to(distances(points[:1]), (len(points), points.shape[1], points.shape[1]))
    across, up = (points[:, :, None, axis] - points[:, None, :, axis] for axis in (0, 1))
    return np.asarray(np.sqrt(across**2 + up**2))


def silhouettes(between: Floats, weights: Floats, labels: Labels, k: int) -> Floats:
    """(runs,) the mean of (b - a) / max(a, b) over people.

    a: the mean distance to others of one's own group; b: to the nearest other group. Somebody alone counts 0.
    """
    member = np.eye(k)[labels]  # (runs, cells, k)
    counted = member * weights[..., None]
    size = counted.sum(axis=1, keepdims=True)
    sums = between @ counted
    own = (sums * member).sum(axis=-1) / np.maximum((size * member).sum(axis=-1) - 1, 1)
    elsewhere = np.divide(sums, size, out=np.full(sums.shape, np.inf), where=(size > 0) & (member == 0)).min(axis=-1)
    larger = np.maximum(own, elsewhere)
    usable = ((size * member).sum(axis=-1) > 1) & np.isfinite(larger) & (larger > 0)
    fits = np.divide(elsewhere - own, larger, out=np.zeros(larger.shape), where=usable)
    return np.asarray((fits * weights).sum(axis=1) / np.maximum(weights.sum(axis=1), 1))
