"""The matrix from stored ballots. A ballot knows a token and no person; tokens leave for the ledger alone."""

from collections.abc import Iterator

import numpy as np

from deliberation.models import Ballot, Option, Wave
from deliberation.opinion.matrix import Matrix
from deliberation.polis.model import AGREE, DISAGREE, MISSING, PASS
from deliberation.questions.kinds import registry as kinds

#: The three choices of a statement, in the order they are stored.
MEANING = (AGREE, DISAGREE, PASS)
AT_ONCE = 20_000


def statements_of(wave: Wave) -> list[int]:
    """Ids of the statements the wave shows; what was taken out of it is not counted."""
    grouped = wave.questions.filter(kinds.matching(lambda kind: kind.has_opinion_groups))
    return list(grouped.order_by("pk").values_list("pk", flat=True))


def load(wave: Wave, *, is_open: bool) -> Matrix:
    """As `with_tokens`, without them."""
    return with_tokens(wave, is_open=is_open)[0]


def with_tokens(wave: Wave, *, is_open: bool) -> tuple[Matrix, list[int]]:
    """Votes of one kind of people: those who chose to take part by themselves (`is_open`), or the recruited.

    The two are never counted together (domain 5.9, invariant 25). There is one ballot a person and statement, the
    last; 225,000 of them take a few seconds and some 100 MB. With the token of each row.
    """
    statements = statements_of(wave)
    columns = {pk: place for place, pk in enumerate(statements)}
    meaning = _meaning(statements)
    rows: dict[int, int] = {}
    parts = [np.empty((0, 3), dtype=np.int32)]
    for batch in _batches(wave, is_open):
        parts.append(
            np.array(
                [
                    (rows.setdefault(token, len(rows)), columns[question], meaning[choice])
                    for token, question, choice in batch
                    if question in columns and choice in meaning
                ],
                dtype=np.int32,
            ).reshape(-1, 3)
        )
    person, column, vote = np.concatenate(parts).T
    votes = np.full((len(rows), len(statements)), MISSING, dtype=np.int8)
    votes[person, column] = vote
    return Matrix(votes, tuple(statements)), list(rows)


def _meaning(statements: list[int]) -> dict[str, int]:
    """Stored choice → vote. A choice belongs to one statement, so one table serves all."""
    meaning: dict[str, int] = {}
    seen: dict[int, int] = {}
    options = Option.objects.filter(question__in=statements).order_by("question", "order", "pk")
    for pk, question in options.values_list("pk", "question"):
        place = seen[question] = seen.get(question, -1) + 1
        if place < len(MEANING):
            meaning[str(pk)] = MEANING[place]
    return meaning


def _batches(wave: Wave, is_open: bool) -> Iterator[list[tuple[int, int, str]]]:
    grouped = kinds.matching(lambda kind: kind.has_opinion_groups, at="question__")
    ballots = Ballot.objects.filter(grouped, wave=wave)
    kind = {"token__profile__group__is_open": True}
    ballots = ballots.filter(**kind) if is_open else ballots.exclude(**kind)
    batch: list[tuple[int, int, str]] = []
    for row in ballots.values_list("token", "question", "choice").iterator(chunk_size=AT_ONCE):
        batch.append(row)
        if len(batch) == AT_ONCE:
            yield batch
            batch = []
    yield batch
