"""A pasted set of questions that is not what it should be: refused with a sentence, never an error."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from consultations.models import Stage
from deliberation.models import Question
from tests.cast import Cast
from tests.made_once import made_once

FINE = {"text": "Which?", "kind": "single", "options": ["One", "Two"], "waves": ["before"]}
STRANGE: list[Any] = [
    None, 5, -1, 1.5, 1e400, True, [], {}, [[]], [None], {"a": {}}, "x" * 20_000, "\ud800", "\u202e", "\x00", 10**40,
    ["\x00"],
]  # fmt: skip


def bring(cast: Cast, client_for: Callable, pasted: str) -> Any:
    address = f"/consultations/{cast.consultation.slug}/polls/prepare/file/"
    return client_for(cast.moss).post(address, {"pasted": pasted})


@made_once
def drafting(cast: Cast) -> Cast:
    return cast.at(Stage.DRAFT)


def test_a_sound_set_is_taken(drafting: Cast, client_for: Callable) -> None:
    assert bring(drafting, client_for, json.dumps({"questions": [FINE]})).status_code == 302
    assert Question.objects.filter(text="Which?").exists()


@pytest.mark.parametrize("pasted", ["{", "null", "NaN", '{"questions": {}}'])
def test_what_is_no_set_is_refused(drafting: Cast, client_for: Callable, pasted: str) -> None:
    assert bring(drafting, client_for, pasted).status_code == 422


NAMES = ["text", "kind", "help", "options", "waves", "max_choices", "key", "correct", "explanation", "paired", "card",
         "ladder_group", "exclusive", "asked_if", "card_set", "section"]  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_strange_values_are_no_error(drafting: Cast, client_for: Callable, name: str) -> None:
    for value in STRANGE:
        answer = bring(drafting, client_for, json.dumps({"questions": [{**FINE, name: value}]}))
        assert answer.status_code in (302, 422), (name, value)
    for question in Question.objects.all():
        assert not {"\x00", "\u202e", "\ud800"} & set(question.text + question.help + question.explanation)
        for column in ("text", "help", "key", "explanation"):
            assert len(getattr(question, column)) <= (Question._meta.get_field(column).max_length or 0)
