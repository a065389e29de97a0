"""Do the groups come out again? From other starting points, and with other people drawn.

A run agrees when its adjusted Rand index with the groups to be shown is at least `ALIKE`: from there on two
groupings are called in good agreement (D. Steinley, Psychological Methods 9(3), 2004). Both kinds of run find the
number of groups afresh.
"""

from dataclasses import dataclass

import numpy as np

from deliberation import numbers
from deliberation.opinion.grouping import Grouping, Labels, cells, groupings
from deliberation.opinion.projection import COMPONENTS, Floats, Projection, signed

RUNS = 100
ALIKE = 0.8
STARTS_A_RUN = 3


@dataclass(frozen=True, slots=True)
class Stability:
    """How many of `runs` agreed, of each kind."""

    runs: int
    reseedings: int
    bootstraps: int

    @property
    def survives_reseeding(self) -> bool:
        return self.reseedings * 100 >= numbers.RESEEDINGS_NEEDED * self.runs

    @property
    def survives_bootstrap(self) -> bool:
        return self.bootstraps * 100 >= numbers.BOOTSTRAPS_NEEDED * self.runs


def stability(projection: Projection, placed: Labels, shown: Grouping, *, seed: int, runs: int = RUNS) -> Stability:
    """`projection` of everybody, in canonical order; `placed`: the rows that are in groups; `shown`: those groups."""
    random = np.random.default_rng([seed, 1])
    return Stability(
        runs,
        _reseeded(projection.points[placed], shown, random, runs),
        _bootstrapped(projection, placed, shown, random, runs),
    )


def _reseeded(points: Floats, shown: Grouping, random: np.random.Generator, runs: int) -> int:
    middles, weights = cells(points, np.ones(len(points)))
    again = groupings(
        np.broadcast_to(middles, (runs, *middles.shape)),
        np.broadcast_to(weights, (runs, len(weights))),
        random,
        STARTS_A_RUN,
    )
    return sum(agree(each.places(points), shown) for each in again)


def _bootstrapped(
    projection: Projection, placed: Labels, shown: Grouping, random: np.random.Generator, runs: int
) -> int:
    """People drawn with replacement: components and groups from those drawn, then everybody placed by them.

    Within the principal directions kept in the projection, so that a run costs a small eigenproblem.
    """
    people = len(projection.reduced)
    stretched = (projection.reduced * projection.stretch[:, None])[placed]
    drawn = random.multinomial(people, np.full(people, 1 / people), size=runs).astype(np.float64)
    points = [stretched @ _components(projection.reduced, each).T for each in drawn]
    middles, weights = zip(*(cells(here, each[placed]) for here, each in zip(points, drawn, strict=True)), strict=True)
    again = groupings(np.stack(middles), np.stack(weights), random, STARTS_A_RUN)
    return sum(agree(each.places(here), shown) for each, here in zip(again, points, strict=True))


def _components(reduced: Floats, drawn: Floats) -> Floats:
    """(2, rank) the leading directions of `reduced` (people, rank) with each person counted `drawn` times."""
    mean = drawn @ reduced / drawn.sum()
    spread = (reduced * drawn[:, None]).T @ reduced / drawn.sum() - np.outer(mean, mean)
    _, vectors = np.linalg.eigh(spread)
    return signed(vectors[:, ::-1][:, :COMPONENTS].T)


def agree(labels: Labels, shown: Grouping) -> bool:
    return adjusted_rand(labels, shown.labels) >= ALIKE


def adjusted_rand(one: Labels, other: Labels) -> float:
    """Agreement of two groupings of the same people: 1 the same, about 0 by chance (Hubert and Arabie, 1985)."""
    if len(one) < 2:
        return 1.0
    one, other = (np.unique(labels, return_inverse=True)[1] for labels in (one, other))
    wide = int(other.max()) + 1
    table = np.bincount(one * wide + other, minlength=(int(one.max()) + 1) * wide).reshape(-1, wide)
    together = _pairs(table).sum()
    rows, columns = _pairs(table.sum(axis=1)).sum(), _pairs(table.sum(axis=0)).sum()
    expected = rows * columns / _pairs(np.array([len(one)]))[0]
    most = (rows + columns) / 2
    return float((together - expected) / (most - expected)) if most != expected else 1.0


def _pairs(counts: Labels) -> Floats:
    return np.asarray(counts * (counts - 1) / 2)
