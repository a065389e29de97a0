"""What a Polis export holds, and how a damaged one is refused."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

import numpy as np
import numpy.typing as npt

AGREE, DISAGREE, PASS = 1, -1, 0
MISSING = -2
"""The cell of a person who never voted on that statement. Chosen to lie outside the three real votes."""

Progress = Callable[[str, int, int], None]
"""Called as progress(file name, bytes read so far, bytes in the file)."""


class PolisError(ValueError):
    """An export that cannot be trusted: the file, its line (1 is the header, 0 is the whole file) and why."""

    def __init__(self, file: str, row: int, problem: str) -> None:
        self.file, self.row, self.problem = file, row, problem
        where = f"{file}, line {row}" if row else file
        super().__init__(f"{where}: {problem}")

    def __reduce__(self) -> tuple[type[PolisError], tuple[str, int, str]]:
        """Lets the error cross a process boundary whole."""
        return PolisError, (self.file, self.row, self.problem)


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement people voted on. `moderated` is 1 accepted, 0 not yet looked at, -1 rejected."""

    id: int
    text: str
    author_id: int
    moderated: int
    at: datetime


@dataclass(frozen=True, slots=True, eq=False)
class PolisExport:
    """A whole conversation.

    `votes[i, j]` is the vote of `participants[i]` on `statements[j]` as int8: 1 agree, -1 disagree, 0 pass,
    and `MISSING` (-2) where that person never voted on that statement. Participants are in order of their id;
    statements keep the order of `comments.csv`. The matrix is read-only. `first_vote` is when the earliest of all votes
    was cast, None where only the matrix was there; like every time in it, it is the word of whoever wrote the files.
    `lacks`: what `votes.csv` has not, beyond changes of mind, that the other files count; empty where they agree.
    """

    statements: tuple[Statement, ...]
    participants: tuple[int, ...]
    votes: npt.NDArray[np.int8]
    source: str
    warnings: tuple[str, ...] = ()
    first_vote: datetime | None = None
    lacks: str = ""

    @property
    def begun(self) -> datetime | None:
        """The earliest moment that it tells of: a statement, or a vote."""
        moments = [statement.at for statement in self.statements]
        return min([*moments, *([self.first_vote] if self.first_vote else [])], default=None)

    def tallies(self) -> dict[int, tuple[int, int, int]]:
        """How many agree, disagree and pass on each statement, by statement id; zeros where nobody voted."""
        agree, disagree, passed = (np.count_nonzero(self.votes == kind, axis=0) for kind in (AGREE, DISAGREE, PASS))
        return {
            statement.id: (int(agree[column]), int(disagree[column]), int(passed[column]))
            for column, statement in enumerate(self.statements)
        }
