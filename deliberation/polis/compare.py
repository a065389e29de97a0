"""Do the files of one export tell the same story?"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from deliberation.polis.matrix import Matrix, bit
from deliberation.polis.model import AGREE, DISAGREE, MISSING, PolisError
from deliberation.polis.statements import Published


def same_people(votes: Matrix, people: Matrix, votes_file: str, people_file: str) -> None:
    """Refuse two files about different people. Someone without a single vote need not be in `votes_file`."""
    silent = {who for who, row in zip(people.people, people.votes, strict=True) if (row == MISSING).all()}
    voted, listed = set(votes.people), set(people.people)
    if missing := sorted(voted - listed):
        raise PolisError(people_file, 0, f"It lacks participants who are in {votes_file}: {_few(missing)}.")
    if missing := sorted(listed - voted - silent):
        raise PolisError(votes_file, 0, f"It lacks participants who are in {people_file}: {_few(missing)}.")


def lacking(votes: Matrix, people: Matrix, published: Published) -> tuple[int, int]:
    """(votes, statements) that are in the other files and not in `votes.csv`: it may be cut short.

    In a whole export every agree and disagree ever cast is a row, and comments.csv prints how many there were; a change
    of mind is one more row and never one less.
    """
    place = {who: row for row, who in enumerate(people.people)}
    gone = np.zeros(votes.votes.shape[1], dtype=np.int64)
    for who, row in zip(votes.people, votes.votes, strict=True):
        other = people.votes[place[who]]
        gone += (row == MISSING) & (other != MISSING)
    gone = np.maximum(gone, fewer(votes, published))
    return int(gone.sum()), int(np.count_nonzero(gone))


def fewer(votes: Matrix, published: Published) -> npt.NDArray[np.int64]:
    """How many agrees and disagrees of each statement comments.csv prints beyond the rows of votes.csv."""
    short = np.zeros(votes.votes.shape[1], dtype=np.int64)
    if votes.cast is not None:
        for column, printed in published.items():
            short[column] = np.maximum(0, np.array(printed) - votes.cast[:, column]).sum()
    return short


def differing(votes: Matrix, people: Matrix) -> int:
    """How many cells the two files disagree on, among the people in both."""
    place = {who: row for row, who in enumerate(people.people)}
    return sum(
        int(np.count_nonzero(row != people.votes[place[who]]))
        for who, row in zip(votes.people, votes.votes, strict=True)
    )


def unexplained(votes: Matrix, people: Matrix) -> tuple[int, int]:
    """(votes of the matrix that `votes.csv` never has, votes that the matrix lacks): no change of mind explains either.

    Only statements that the matrix has: what was rejected there may be left out of it.
    """
    if votes.ever is None:
        return 0, 0
    place, columns = {who: row for row, who in enumerate(people.people)}, list(people.columns)
    never = lacks = 0
    for who, last, ever in zip(votes.people, votes.votes, votes.ever, strict=True):
        other = people.votes[place[who]]
        never += int(np.count_nonzero((ever != 0) & (other != MISSING) & ((ever & bit(other)) == 0)))
        lacks += int(np.count_nonzero((last != MISSING)[columns] & (other == MISSING)[columns]))
    return never, lacks


def _few(ids: list[int]) -> str:
    shown = ", ".join(str(identity) for identity in ids[:5])
    return shown if len(ids) <= 5 else f"{shown} and {len(ids) - 5} more"


def same_direction(votes: Matrix, published: Published, votes_file: str) -> None:
    """Refuse votes that mean the opposite of the totals printed in `comments.csv`.

    Some tools write agree as -1. Re-votes make the printed totals drift a little, so only votes that fit the
    printed totals far better when turned round are refused.
    """
    if not published:
        return
    columns = list(published)
    printed = np.array([published[column] for column in columns], dtype=np.int64).T
    agree, disagree = (np.count_nonzero(votes.votes == kind, axis=0)[columns] for kind in (AGREE, DISAGREE))
    straight = np.abs(printed - (agree, disagree)).sum()
    turned = np.abs(printed - (disagree, agree)).sum()
    if straight > 2 * turned:
        raise PolisError(
            votes_file,
            0,
            "Agree and disagree look swapped: the totals in comments.csv are the other way round.",
        )
