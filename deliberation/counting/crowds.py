"""Who stands behind a figure, as a few numbers that name nobody: enough to tell by how many people two figures differ.

Every person, and every person with their answer, becomes a number by a secret salt. Kept are only the sums of the
powers of these numbers. Sums of two figures are subtracted; the rank of what is left (as a Hankel matrix) is how many
people are in one figure and not in the other. It is exact as far as the sums reach, and "at least so many" beyond.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

import numpy as np
import numpy.typing as npt

MOST = 10  # people who differ that can be told apart: beyond any threshold, so enough
PRIME = 2**31 - 1
Numbers = npt.NDArray[np.uint64]


@dataclass(frozen=True)
class Crowd:
    """`people`: sums over the people; `answers`: over each person with their answer, so a changed answer is seen."""

    people: tuple[int, ...]
    answers: tuple[int, ...]

    @property
    def packed(self) -> list[list[int]]:
        return [list(self.people), list(self.answers)]

    @classmethod
    def unpacked(cls, packed: Any) -> "Crowd | None":
        return cls(*map(tuple, packed)) if packed else None


def of(ballots: Iterable[tuple[int, str]], salt: int) -> Crowd:
    """`ballots`: (token, answer), one for each person."""
    listed = list(ballots)
    tokens = np.array([token for token, _ in listed], dtype=np.uint64)
    marks = {answer: _mark(answer) for answer in {answer for _, answer in listed}}
    answers = np.array([marks[answer] for _, answer in listed], dtype=np.uint64)
    people = _mixed(tokens + np.uint64(salt))
    return Crowd(_sums(people, MOST), _sums(_mixed(people ^ answers), 2 * MOST))


def apart(one: Crowd, other: Crowd, most: int = MOST) -> tuple[int, int]:
    """How many people are in only one of the two, and how many are in both with another answer. "So many" at most."""
    return left([one], [other], most)


def left(added: Sequence[Crowd], taken: Sequence[Crowd], most: int = MOST) -> tuple[int, int]:
    """As `apart`, of the first added up and the others taken away: a total of several parts less these parts."""
    most = min(most, MOST)
    people = _rank(_less([c.people for c in added], [c.people for c in taken]), most)
    answers = _rank(_less([c.answers for c in added], [c.answers for c in taken]), 2 * most)
    return people, max(0, answers - people) // 2


def _mark(answer: str) -> int:
    return int.from_bytes(blake2b(answer.encode(), digest_size=8).digest())


def _mixed(numbers: Numbers) -> Numbers:
    """SplitMix64: neighbours become strangers, so that no pattern of keys makes the sums agree by chance."""
    mixed = numbers + np.uint64(0x9E3779B97F4A7C15)
    for shift, factor in ((30, 0xBF58476D1CE4E5B9), (27, 0x94D049BB133111EB)):
        mixed = (mixed ^ (mixed >> np.uint64(shift))) * np.uint64(factor)
    mixed ^= mixed >> np.uint64(31)
    return mixed


def _sums(numbers: Numbers, rank: int) -> tuple[int, ...]:
    base = numbers % np.uint64(PRIME)
    power, found = np.ones_like(base), []
    for _ in range(2 * rank - 1):
        found.append(int(power.sum()) % PRIME)
        power = power * base % np.uint64(PRIME)
    return tuple(found)


def _less(added: list[tuple[int, ...]], taken: list[tuple[int, ...]]) -> list[int]:
    over, under = (map(sum, zip(*sums, strict=True)) for sums in (added, taken))
    return [(a - b) % PRIME for a, b in zip(over, under, strict=True)]


def _rank(sums: list[int], size: int) -> int:
    """The rank of the Hankel matrix of so many rows, modulo the prime."""
    if not any(sums):
        return 0
    rows = [sums[n : n + size] for n in range(size)]
    rank = 0
    for column in range(size):
        pivot = next((n for n in range(rank, size) if rows[n][column]), None)
        if pivot is None:
            continue
        rows[rank], rows[pivot] = rows[pivot], rows[rank]
        inverse = pow(rows[rank][column], -1, PRIME)
        for n in range(rank + 1, size):
            if factor := rows[n][column] * inverse % PRIME:
                rows[n] = [(a - factor * b) % PRIME for a, b in zip(rows[n], rows[rank], strict=True)]
        rank += 1
    return rank
