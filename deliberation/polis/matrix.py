"""The votes of an export, as a matrix that does not grow with the number of votes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from deliberation.polis.files import File
from deliberation.polis.model import AGREE, DISAGREE, MISSING, Progress
from deliberation.polis.rows import Rows
from deliberation.polis.statements import moment

MOST_CELLS = 40_000_000
TOTALS = ("n-votes", "n-agree", "n-disagree")

Votes = npt.NDArray[np.int8]


@dataclass(slots=True)
class Matrix:
    """People (in order of id) by statements, and how many rows contradicted their own totals.

    `cast`: how often each statement was agreed and disagreed with, every change of mind counted (2 × statements).
    `ever`: of a file of single votes, a bit for each vote that was ever in a cell (`bit`). `columns`: the statements
    that the file of people has at all.
    """

    people: list[int]
    votes: Votes
    odd_totals: int = 0
    cast: npt.NDArray[np.int64] | None = None
    first: int | None = None  # the time of the earliest vote, in milliseconds since 1970
    ever: npt.NDArray[np.uint8] | None = None
    columns: tuple[int, ...] = ()


def bit(votes: Votes) -> npt.NDArray[np.uint8]:
    """The bit of each vote in `ever`; 0 where there is none."""
    return np.where(votes == MISSING, 0, 1 << (votes + 1).clip(0)).astype(np.uint8)


class _Growing:
    """Rows of votes, added as people turn up. Doubling keeps copies few; the cap keeps memory known."""

    def __init__(self, width: int) -> None:
        self.rows: dict[int, int] = {}
        self._most = max(1, MOST_CELLS // width)
        self.votes: Votes = np.full((min(64, self._most), width), MISSING, dtype=np.int8)

    def row(self, source: Rows, line: int, person: int) -> int:
        """The matrix row of this person, made on first sight."""
        if person < 0:
            raise source.error(line, f"The participant id {person} is below zero.")
        place = self.rows.setdefault(person, len(self.rows))
        if place >= self._most:
            raise source.error(line, f"People times statements is more than {MOST_CELLS:,}.")
        if place >= len(self.votes):
            self._grow(min(self._most, 2 * len(self.votes)) - len(self.votes))
        return place

    def _grow(self, more: int) -> None:
        self.votes = np.pad(self.votes, ((0, more), (0, 0)), constant_values=MISSING)

    def finished(self) -> tuple[list[int], Votes]:
        """People in order of id, and their rows in that order."""
        people = sorted(self.rows)
        return people, self.votes[[self.rows[person] for person in people]]


class _Latest(_Growing):
    """The same, with the time of each vote beside it, so rows may come in any order."""

    def __init__(self, width: int) -> None:
        super().__init__(width)
        self._times = np.zeros(self.votes.shape, dtype=np.int64)
        self._ever = np.zeros(self.votes.shape, dtype=np.uint8)

    def _grow(self, more: int) -> None:
        super()._grow(more)
        self._times = np.pad(self._times, ((0, more), (0, 0)))
        self._ever = np.pad(self._ever, ((0, more), (0, 0)))

    def ever(self) -> npt.NDArray[np.uint8]:
        """Every vote that was ever in a cell, people in order of id."""
        return self._ever[[self.rows[person] for person in sorted(self.rows)]]

    def cast(self, row: int, column: int, when: int, value: int) -> None:
        """Keep this vote unless a later one is already there. Equal times: the later row in the file wins."""
        self._ever[row, column] |= 1 << (value + 1)
        if when >= self._times[row, column]:
            self._times[row, column], self.votes[row, column] = when, value


def read_votes(path: File, columns: dict[int, int], progress: Progress | None) -> Matrix:
    """Every person's last vote on every statement, from `votes.csv`."""
    rows = Rows(path, progress)
    at, statement, voter, vote = (rows.column(name) for name in ("timestamp", "comment-id", "voter-id", "vote"))
    table = _Latest(len(columns))
    cast = np.zeros((2, len(columns)), dtype=np.int64)
    first: int | None = None
    for line, cells in rows:
        identity = rows.whole(line, cells, statement)
        if identity not in columns:
            raise rows.error(line, f"The comment id {identity} is not in comments.csv.")
        value = _vote(rows, line, cells[vote])
        when = moment(rows, line, cells, at)
        first = when if first is None else min(first, when)
        row = table.row(rows, line, rows.whole(line, cells, voter))
        table.cast(row, columns[identity], when, value)
        if value:
            cast[0 if value == AGREE else 1, columns[identity]] += 1
    return Matrix(*table.finished(), cast=cast, first=first, ever=table.ever())


def read_people(path: File, columns: dict[int, int], progress: Progress | None) -> Matrix:
    """Every person's row, from `participants-votes.csv`."""
    rows = Rows(path, progress)
    person = rows.column("participant")
    totals = [rows.header.index(name) for name in TOTALS if name in rows.header]
    places = _statement_columns(rows, columns)
    table = _Growing(len(columns))
    odd = 0
    for line, cells in rows:
        identity = rows.whole(line, cells, person)
        if identity in table.rows:
            raise rows.error(line, f"The participant {identity} is there twice.")
        row = table.row(rows, line, identity)
        given = [(column, _vote(rows, line, cells[place])) for place, column in places if cells[place]]
        for column, value in given:
            table.votes[row, column] = value
        odd += _contradicts(rows, line, cells, totals, [value for _, value in given])
    people, votes = table.finished()
    return Matrix(people, votes, odd, columns=tuple(sorted(column for _, column in places)))


def _statement_columns(rows: Rows, columns: dict[int, int]) -> list[tuple[int, int]]:
    """Which place in a row belongs to which statement. A header of digits alone is a statement."""
    found: dict[int, int] = {}
    for place, name in enumerate(rows.header):
        if not (name.isascii() and name.isdigit()):
            continue
        identity = rows.number(1, name, "header")
        if identity in found:
            raise rows.error(1, f"The comment id {identity} is there twice.")
        if identity not in columns:
            raise rows.error(1, f"The comment id {identity} is not in comments.csv.")
        found[identity] = place
    if not found:
        raise rows.error(1, "There are no statement columns.")
    return [(place, columns[identity]) for identity, place in found.items()]


def _vote(rows: Rows, line: int, value: str) -> int:
    if value not in ("1", "0", "-1"):
        raise rows.error(line, f"The vote “{value[:40]}” is not 1 (agree), 0 (pass) or -1 (disagree).")
    return int(value)


def _contradicts(rows: Rows, line: int, cells: list[str], totals: list[int], given: list[int]) -> bool:
    """Does the row's own count of votes differ from the votes in it?"""
    real = {"n-votes": len(given), "n-agree": given.count(AGREE), "n-disagree": given.count(DISAGREE)}
    return any(rows.whole(line, cells, place) != real[rows.header[place]] for place in totals)
