"""Two components of the answers, and where each row lies on them."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from deliberation.opinion.matrix import Votes
from deliberation.polis.model import MISSING

Floats = npt.NDArray[np.float64]
COMPONENTS = 2
RANK = 64  # directions kept for drawing people again: the two that come out then lie within them


@dataclass(frozen=True, slots=True, eq=False)
class Projection:
    """`mean` (statements,), `components` (2, statements) of unit length, `reduced` (people, rank), `stretch` (people,).

    Components without variance (everybody alike, fewer than two statements) are zero. `reduced` and `points` are
    for further counting only: they belong to one person each and must never leave the server's memory.
    """

    mean: Floats
    components: Floats
    reduced: Floats
    stretch: Floats

    @property
    def points(self) -> Floats:
        """(people, 2) where each person lies."""
        return self.reduced[:, :COMPONENTS] * self.stretch[:, None]


def project(votes: Votes) -> Projection:
    """Principal components of the mean-filled, centred matrix, and the sparsity-corrected places of the rows.

    Source: Polis (see the package): missing answers take the statement's mean; a place is
    sqrt(C / max(n, 1)) times the sum of (x - mean) * component over the n statements of C the person answered,
    so that those who answered few are not drawn to the middle.
    """
    filled, mean = centred(votes)
    directions = leading(filled, max(COMPONENTS, min(RANK, *votes.shape)))
    return Projection(mean, directions[:COMPONENTS], filled @ directions.T, stretch(votes))


def centred(votes: Votes) -> tuple[Floats, Floats]:
    """(people, statements) deviations from each statement's mean, 0 where missing; and the means (statements,).

    Filling with the mean and centring is the same as leaving 0 where there is no answer.
    """
    there = votes != MISSING
    values = np.where(there, votes, 0).astype(np.float64)
    mean = values.sum(axis=0) / np.maximum(there.sum(axis=0), 1)
    return np.where(there, values - mean, 0.0), mean


def stretch(votes: Votes) -> Floats:
    """(people,) sqrt(C / max(n, 1)): what a row's sum is multiplied by, n being the answers it has."""
    answered = (votes != MISSING).sum(axis=1)
    return np.asarray(np.sqrt(votes.shape[1] / np.maximum(answered, 1)))


def leading(filled: Floats, wanted: int) -> Floats:
    """(wanted, statements) principal directions, largest variance first; rows of zeros where there is no more.

    Of the two signs a direction can have, the one whose largest entry is positive: a choice that does not
    depend on the machine's linear algebra.
    """
    people, statements = filled.shape
    found = np.zeros((wanted, statements))
    if not filled.size:
        return found
    wide = statements > people
    values, vectors = np.linalg.eigh(filled @ filled.T if wide else filled.T @ filled)
    order = np.argsort(values)[::-1][:wanted]
    order = order[values[order] > 1e-9 * max(float(values.max()), 1.0)]
    directions = (filled.T @ vectors[:, order] / np.sqrt(values[order]) if wide else vectors[:, order]).T
    found[: len(order)] = signed(directions)
    return found


def signed(directions: Floats) -> Floats:
    """The same directions (rows), turned so that the entry furthest from zero is positive."""
    furthest = np.abs(directions).argmax(axis=1)
    signs = np.sign(directions[np.arange(len(directions)), furthest])
    return np.asarray(directions * np.where(signs == 0, 1, signs)[:, None])
