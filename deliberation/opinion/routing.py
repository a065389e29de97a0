"""Which statement a person sees next. Pure: the same person and the same figures give the same answer.

First every statement is shown `floor` times, those shown least first, so that one added late gets answers too. After
that those come first whose answers tell most: where people differ, and few pass. Each person has an order of their
own among equals, so that the first in the list is not the first for everybody.
"""

import hashlib
import math
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Candidate:
    """A statement the person has not answered: how often it was shown, and its counts so far."""

    id: int
    shown: int
    agree: int = 0
    disagree: int = 0
    answers: int = 0


def next_statement(candidates: Iterable[Candidate], *, floor: int, person: str) -> int | None:
    """The id of the statement to show, or None when there is none left. `person`: any text, one a person."""
    ranked = sorted(candidates, key=lambda candidate: _rank(candidate, floor, person))
    return ranked[0].id if ranked else None


def _rank(candidate: Candidate, floor: int, person: str) -> tuple[int, float, float]:
    chance = _chance(candidate.id, person)
    if candidate.shown < floor:
        return 0, candidate.shown, chance
    # A weighted shuffle (Efraimidis and Spirakis, 2006): twice the weight, twice the chance to come first.
    return 1, -math.log(chance) / informs(candidate), 0.0


def informs(candidate: Candidate) -> float:
    """0 to 1: the variance of agree (+1) and disagree (-1), passes being 0, with one more of each so that none is 0."""
    base = candidate.answers + 3
    agree, disagree = (candidate.agree + 1) / base, (candidate.disagree + 1) / base
    return agree + disagree - (agree - disagree) ** 2


def _chance(statement: int, person: str) -> float:
    """Between 0 and 1, never 0; fixed for a person and a statement."""
    digest = hashlib.sha256(f"{person}:{statement}".encode()).digest()
    return (int.from_bytes(digest[:8], "big") + 1) / (2**64 + 1)
