import json
from typing import Any

import numpy as np
import pytest

from deliberation.counting import disclosure
from deliberation.opinion import publishing
from deliberation.opinion.matrix import Matrix
from deliberation.opinion.publishing import Rules, fingerprint
from deliberation.polis.model import MISSING
from tests.deliberation.opinion import planted


def count(matrix: Matrix, runs: int = 20) -> dict[str, Any]:
    return publishing.count(matrix, Rules(), runs=runs)


def small(**how: Any) -> Matrix:
    return planted.matrix(120, 30, groups=3, **how)


def test_stable_groups_are_published_with_what_they_say() -> None:
    found = count(small())
    assert found["why_not"] == []
    assert [each["name"] for each in found["groups"]] == ["A", "B", "C"]
    assert all(each["size"] == "20 to 49" for each in found["groups"])
    assert all(1 <= len(each["says"]) <= 5 for each in found["groups"])
    assert found["runs"] == {"all": 20, "reseeded": 20, "redrawn": 20}


def test_the_order_of_people_and_statements_changes_nothing() -> None:
    matrix = small(answered=0.7)
    first, mark = count(matrix), fingerprint(matrix)
    for seed in range(3):
        again = planted.shuffled(matrix, seed)
        assert count(again) == first
        assert fingerprint(again) == mark


def test_another_answer_is_another_fingerprint() -> None:
    matrix = small()
    changed = matrix.votes.copy()
    changed[0, 0] = 0 if changed[0, 0] else 1
    assert fingerprint(Matrix(changed, matrix.statements)) != fingerprint(matrix)


def test_groups_that_depend_on_who_was_there_are_refused_with_the_figure() -> None:
    found = count(planted.matrix(100, 20, apart=0))
    assert found["groups"] == []
    changed = found["runs"]["all"] - found["runs"]["redrawn"]
    assert any(f"in {changed} of 20 counts" in reason and "other people" in reason for reason in found["why_not"])
    assert not {"by_group", "silhouette"} & set(found)


def test_groups_that_depend_on_the_start_are_refused_with_the_figure(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("deliberation.opinion.stability._reseeded", lambda *_: 62)
    found = count(small(), runs=100)
    assert found["groups"] == []
    assert "other starting points: in 38 of 100 counts" in found["why_not"][0]


def test_a_group_of_four_is_refused() -> None:
    votes, groups = planted.votes(200, 30, groups=2, apart=2.5)
    keep = np.flatnonzero((groups == 0) | (np.arange(200) < 8))
    found = count(Matrix(votes[keep], tuple(range(30))))
    assert found["groups"] == []
    assert any("fewer than 5 people" in reason for reason in found["why_not"])


def test_too_few_people_are_refused_before_anything_is_counted() -> None:
    found = count(planted.matrix(29, 20))
    assert found["why_not"] == ["Groups are shown from 30 people who answered at least 7 statements. 29 did."]
    assert "runs" not in found
    found = count(planted.matrix(3, 20))
    assert "Fewer than 5 did." in found["why_not"][0]


def test_everybody_alike_has_no_groups() -> None:
    found = count(Matrix(np.ones((50, 8), dtype=np.int8), tuple(range(8))))
    assert found["why_not"] == [publishing.ALIKE]


@pytest.mark.parametrize("shape", [(0, 0), (0, 5), (40, 1)])
def test_almost_nothing_is_no_error(shape: tuple[int, int]) -> None:
    found = count(Matrix(np.ones(shape, dtype=np.int8), tuple(range(shape[1]))))
    assert found["groups"] == []
    assert found["why_not"]


# --- Nothing about one person -------------------------------------------------------------------
def test_a_result_holds_nothing_as_long_as_the_people() -> None:
    """No list in it may have one entry a person: people, statements and groups have different numbers here."""
    people = 137
    found = count(planted.matrix(people, 30, groups=3))
    assert found["groups"]

    def lists(value: Any) -> list[int]:
        if isinstance(value, dict):
            return [n for item in value.values() for n in lists(item)]
        return [len(value), *(n for item in value for n in lists(item))] if isinstance(value, list) else []

    assert max(lists(found)) <= 30
    assert set(found["groups"][0]) == {"name", "size", "x", "y", "spread", "says"}
    json.dumps(found)


def test_a_statement_few_answered_has_no_figure() -> None:
    votes, _ = planted.votes(60, 10)
    votes[4:, 3] = MISSING
    found = count(Matrix(votes, tuple(range(10))))
    assert found["statements"][3] == {"id": 3, "withheld": disclosure.FEW.format(least=5)}


def test_numbers_by_group_are_whole_or_not_there() -> None:
    matrix = planted.matrix(400, 20, groups=2, apart=0.7)
    found = count(matrix)
    assert found["groups"]
    assert 0 < len(found["by_group"]) < 20, "some tables have a small cell and some have none"
    for table in found["by_group"].values():
        assert set(table) == {"A", "B"}
        for row in table.values():
            assert sum(row) >= 10
            assert all(cell == 0 or cell >= 5 for cell in row)
            assert max(row) < sum(row)


def test_people_in_no_group_cannot_be_found_by_subtraction() -> None:
    """Three people answered one statement only. Its groups' numbers would give theirs away."""
    votes, _ = planted.votes(400, 20, groups=2, apart=0.7)
    column = next(iter(count(Matrix(votes, tuple(range(20))))["by_group"]))
    few = np.full((3, 20), MISSING, dtype=np.int8)
    few[:, int(column)] = 1
    found = count(Matrix(np.concatenate([votes, few]), tuple(range(20))))
    assert found["groups"]
    assert column not in found["by_group"]


def test_sizes_are_bands() -> None:
    assert [publishing.band(n) for n in (5, 9, 10, 49, 999, 5000)] == [
        "5 to 9", "5 to 9", "10 to 19", "20 to 49", "500 to 999", "5,000 or more",
    ]  # fmt: skip
