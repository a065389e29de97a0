"""A form whose safety token is too old: told kindly, and what was typed is kept, but only for our own pages."""

from typing import Any

import pytest
from django.test import Client

from tests.cast import Cast

WORDS = "I have thought about this for a long time and this is what I think of the cameras."
OURS = {"Sec-Fetch-Site": "same-origin", "Origin": "http://testserver"}


@pytest.fixture
def guarded(cast: Cast) -> Client:
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.amina)
    return client


def send(client: Client, headers: dict[str, str]) -> Any:
    return client.post("/join/", {"code": WORDS, "key": "k1", "password": "secret-word"}, headers=headers)


def test_from_our_own_page_it_offers_to_send_the_same_again(guarded: Client) -> None:
    answer = send(guarded, OURS)
    page = answer.content.decode()
    assert answer.status_code == 403
    assert "open too long" in page
    assert WORDS in page
    assert 'name="key" value="k1"' in page
    assert "csrfmiddlewaretoken" in page
    assert "secret-word" not in page
    token = guarded.cookies["csrftoken"].value
    again = guarded.post("/join/", {"code": WORDS, "csrfmiddlewaretoken": token}, headers=OURS)
    assert again.status_code == 422  # past the check: it is the form that now says the code is none


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site", "Origin": "http://testserver"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "same-origin", "Origin": "https://evil.example"},
    ],
)
def test_words_from_elsewhere_never_appear_under_our_name(guarded: Client, headers: dict[str, str]) -> None:
    answer = send(guarded, headers)
    assert answer.status_code == 403
    assert WORDS not in answer.content.decode()
    assert "open too long" in answer.content.decode()


def test_what_is_kept_is_escaped(guarded: Client) -> None:
    typed = {"x": "</textarea><script>alert(1)</script> and so on and so on", '"><b>': "v"}
    page = guarded.post("/join/", typed, headers=OURS).content.decode()
    assert "<script>alert" not in page
    assert '"><b>' not in page
