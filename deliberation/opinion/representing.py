"""What a group says that the others do not, and what every group agrees on.

All from three counts a group and statement: A who agree, D who disagree, S who answered, passes included.
Formulas: Polis (see the package), its notes on representativeness and on group-aware consensus.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from deliberation.opinion.grouping import Labels
from deliberation.opinion.matrix import Votes
from deliberation.opinion.projection import Floats
from deliberation.polis.model import AGREE, DISAGREE, MISSING

Counts = npt.NDArray[np.int64]
SIGNIFICANT = 1.2816  # z: nine in ten, one-sided
MOST_SHOWN = 5


def group_votes(votes: Votes, labels: Labels, k: int) -> Counts:
    """(k, statements, 3): A, D and S of each group. `labels` (people,), -1 for people in no group."""
    return np.stack([tally(votes[labels == group]) for group in range(k)])


def tally(votes: Votes) -> Counts:
    """(statements, 3): A, D and S of these people."""
    kinds = [(votes == AGREE), (votes == DISAGREE), (votes != MISSING)]
    return np.stack([kind.sum(axis=0) for kind in kinds], axis=-1).astype(np.int64)


def probability(successes: Counts, trials: Counts) -> Floats:
    """(successes + 1) / (trials + 2): the share, pulled to a half where few answered."""
    return np.asarray((successes + 1) / (trials + 2))


def proportion_test(successes: Counts, trials: Counts) -> Floats:
    """z of "more than half", with one more of each: 2 sqrt(n + 1) ((s + 1) / (n + 1) - 1/2)."""
    return np.asarray(2 * np.sqrt(trials + 1) * ((successes + 1) / (trials + 1) - 0.5))


def two_proportion_test(here: Counts, there: Counts, trials: Counts, trials_there: Counts) -> Floats:
    """z of "more here than there": the pooled test, with 1 added to all four counts. 0 where nothing can differ."""
    a, b, n, m = (np.asarray(counts) + 1.0 for counts in (here, there, trials, trials_there))
    pooled = (a + b) / (n + m)
    spread = np.sqrt(np.maximum(pooled * (1 - pooled), 0) * (1 / n + 1 / m))
    z: Floats = np.divide(a / n - b / m, spread, out=np.zeros(np.shape(spread)), where=spread > 0)
    return z


@dataclass(frozen=True, slots=True, eq=False)
class Representativeness:
    """Arrays (k, statements). `agrees`: the direction that fits better; the rest is about that direction.

    `p` and `p_test`: the group itself (probability, z). `ratio` and `ratio_test`: against everybody else.
    """

    agrees: npt.NDArray[np.bool_]
    p: Floats
    p_test: Floats
    ratio: Floats
    ratio_test: Floats

    @property
    def significant(self) -> npt.NDArray[np.bool_]:
        return np.asarray((self.p_test > SIGNIFICANT) & (self.ratio_test > SIGNIFICANT))

    @property
    def weight(self) -> Floats:
        """How well a statement stands for a group: the product of all four."""
        return np.asarray(self.p * self.p_test * self.ratio * self.ratio_test)

    def chosen(self, group: int) -> list[int]:
        """Columns of at most five statements that stand for the group, the best first."""
        places = [int(place) for place in np.flatnonzero(self.significant[group])]
        return sorted(places, key=lambda place: (-self.weight[group, place], place))[:MOST_SHOWN]


def representativeness(counts: Counts) -> Representativeness:
    """Of each statement for each group, from `group_votes`: in agreement or in disagreement, whichever is clearer."""
    others = counts.sum(axis=0) - counts
    agree = _one_way(counts[..., 0], others[..., 0], counts[..., 2], others[..., 2])
    disagree = _one_way(counts[..., 1], others[..., 1], counts[..., 2], others[..., 2])
    agrees = agree[3] > disagree[3]
    p, p_test, ratio, ratio_test = (np.where(agrees, yes, no) for yes, no in zip(agree, disagree, strict=True))
    return Representativeness(agrees, p, p_test, ratio, ratio_test)


def _one_way(here: Counts, there: Counts, trials: Counts, trials_there: Counts) -> tuple[Floats, ...]:
    p = probability(here, trials)
    ratio = p / probability(there, trials_there)
    return p, proportion_test(here, trials), ratio, two_proportion_test(here, there, trials, trials_there)


def consensus(counts: Counts, column: int) -> list[int]:
    """Statements most people agree (column 0) or disagree (1) with, from `tally`; at most five, the clearest first.

    p above one half and its z significant; order by p times z.
    """
    p, z = probability(counts[:, column], counts[:, 2]), proportion_test(counts[:, column], counts[:, 2])
    places = [int(place) for place in np.flatnonzero((p > 0.5) & (z > SIGNIFICANT))]
    return sorted(places, key=lambda place: (-p[place] * z[place], place))[:MOST_SHOWN]


def group_aware_consensus(counts: Counts, column: int = 0) -> Floats:
    """(statements,) the product over groups of (A + 1) / (S + 2): high only where every group agrees.

    `column` 1 gives the same for disagreement.
    """
    return np.asarray(probability(counts[..., column], counts[..., 2]).prod(axis=0))
