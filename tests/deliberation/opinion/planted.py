"""Conversations made up by a seed, with groups that are known."""

from typing import Any

import numpy as np

from deliberation.opinion.matrix import Matrix
from deliberation.polis.model import MISSING

FIRST_ID = 101


def votes(
    people: int, statements: int, *, groups: int = 3, apart: float = 1.2, answered: float = 1.0, seed: int = 1
) -> Any:
    """(people, statements) int8 and (people,) the planted group. `apart` 0 plants none. `answered`: share of cells."""
    random = np.random.default_rng(seed)
    planted = np.arange(people) % groups
    lean = random.normal(0, apart, (groups, statements)) if apart else np.zeros((groups, statements))
    view = 0.2 + lean[planted] + random.normal(0, 1, (people, statements))
    cells = np.where(view > 0.35, 1, np.where(view < -0.35, -1, 0)).astype(np.int8)
    cells[random.random(cells.shape) > answered] = MISSING
    return cells, planted


def matrix(people: int, statements: int, **how: Any) -> Matrix:
    return Matrix(votes(people, statements, **how)[0], tuple(range(FIRST_ID, FIRST_ID + statements)))


def shuffled(found: Matrix, seed: int) -> Matrix:
    """The same answers, in another order of people and of statements."""
    random = np.random.default_rng(seed)
    rows, columns = (random.permutation(size) for size in found.votes.shape)
    return Matrix(found.votes[rows][:, columns], tuple(found.statements[place] for place in columns))
