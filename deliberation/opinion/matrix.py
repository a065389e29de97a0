"""People by statements. One byte a cell, one canonical order."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from deliberation import numbers
from deliberation.polis.model import MISSING

Votes = npt.NDArray[np.int8]


@dataclass(frozen=True, slots=True, eq=False)
class Matrix:
    """`votes[i, j]`, int8: 1 agree, -1 disagree, 0 pass, `MISSING` (-2) no answer. `statements[j]`: id of column j.

    A row is a person without a name: nothing here says who.
    """

    votes: Votes
    statements: tuple[int, ...]


def canonical(matrix: Matrix) -> Matrix:
    """The same matrix with columns in order of statement id and rows in order of what they contain.

    Whatever order the ballots came in, the numbers that follow are then computed from the same bytes. People
    with equal rows are interchangeable, so their order cannot matter.
    """
    columns = np.argsort(np.array(matrix.statements, dtype=np.int64), kind="stable")
    votes = np.ascontiguousarray(matrix.votes[:, columns])
    if votes.size:
        # Each row as one string of bytes above zero: an ordinary sort then compares whole rows.
        keys = (votes + 3).view(f"S{votes.shape[1]}").ravel()
        votes = votes[np.argsort(keys, kind="stable")]
    return Matrix(votes, tuple(matrix.statements[column] for column in columns))


def takes_part(votes: Votes) -> npt.NDArray[np.bool_]:
    """(people,) True for those who answered at least min(7, statements), and so can be placed."""
    answered = (votes != MISSING).sum(axis=1)
    enough: npt.NDArray[np.bool_] = np.asarray(answered >= min(numbers.ENOUGH_VOTES, votes.shape[1])) & (answered > 0)
    return enough
