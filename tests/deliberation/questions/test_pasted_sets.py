"""A pasted set of questions may hold anything JSON can say: it is refused in words, never an error."""

import json
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from consultations.models import Stage
from deliberation.models import Question
from tests.cast import Cast
from tests.deliberation import rooms

CARD = {**rooms.CONDITIONS, "key": ""}
RIGHT = {**rooms.CHECK, "key": ""}
HOSTILE = {
    "a list of places in a place": json.dumps([{**CARD, "exclusive": [[0]]}]),
    "an object for a place": json.dumps([{**CARD, "exclusive": [{}]}]),
    "words for a place": json.dumps([{**CARD, "exclusive": ["0"]}]),
    "places far away": json.dumps([{**CARD, "exclusive": [10**30]}]),
    "a list for the kind": json.dumps([{**CARD, "kind": ["multi"]}]),
    "lists for the waves": json.dumps([{**CARD, "paired": False, "waves": [["before"]]}]),
    "words for a number": json.dumps([{**CARD, "max_choices": "two"}]),
    "not even a number": '[{"text": "Why?", "kind": "text", "waves": ["after"], "max_choices": NaN, "help": Infinity}]',
    "right far away": json.dumps([{**RIGHT, "correct": 10**30}]),
    "a list for the answer that leads on": json.dumps([{**CARD, "asked_if": ["k", "a"]}]),
    "a number of thousands of digits": '[{"text": "Why?", "max_choices": ' + "9" * 5000 + "}]",
    "nested without end": "[" * 50_000,
    "no text at all": "[{}]",
    "lists for texts": json.dumps([{**CARD, "text": ["Why?"], "help": {}}]),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_whatever_is_pasted_is_refused_in_words(cast: Cast, client_for: Callable[[object], Client], name: str) -> None:
    cast.at(Stage.DRAFT)
    page = client_for(cast.moss).post(reverse("bring_questions", args=["street-cameras"]), {"pasted": HOSTILE[name]})
    assert page.status_code == 422
    assert not Question.objects.exists()
