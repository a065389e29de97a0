"""The shortest way to a stored ballot: what a phone's script sends."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.test.utils import CaptureQueriesContext

from consultations.joining import joining
from deliberation.models import Ballot, Session
from deliberation.sessions.views import ballot
from tests.cast import Cast
from tests.deliberation import rooms
from tests.made_once import made_once

SignIn = Callable[[Any], Client]


@pytest.fixture(autouse=True)
def nothing_known() -> None:
    ballot._known.clear()


@made_once
def sending(cast: Cast) -> tuple[str, dict[str, Any]]:
    """(address, what a phone sends) of a session with its poll open."""
    session, wave = rooms.running(cast)
    option = rooms.option(wave.questions.get(), "Right")
    return f"/live/{session.code}/ballot/", {"wave": wave.pk, "answer": option, "key": "k1"}


def test_an_answer_is_stored_and_said_to_be(cast: Cast, sending: Any, client_for: SignIn) -> None:
    answer = client_for(cast.amina).post(*sending)
    assert (answer.status_code, answer.json()["saved"]) == (200, True)
    assert Ballot.objects.get().choice == str(sending[1]["answer"])
    assert answer["Cache-Control"] == "private, no-store"


def test_the_same_key_gets_the_same_reply(cast: Cast, sending: Any, client_for: SignIn) -> None:
    client = client_for(cast.amina)
    first, second = client.post(*sending), client.post(*sending)
    assert (first.status_code, first.content) == (second.status_code, second.content)
    assert Ballot.objects.count() == 1


def test_what_cannot_be_stored_is_refused_with_the_reason(cast: Cast, sending: Any, client_for: SignIn) -> None:
    client = client_for(cast.amina)
    for wrong in ({"answer": 10**9}, {"answer": ""}, {"answer": "x"}):
        answer = client.post(sending[0], {**sending[1], **wrong})
        assert (answer.status_code, answer.json()["saved"]) == (422, False)
        assert answer.json()["message"]
    assert not Ballot.objects.exists()


def test_a_question_that_has_closed_since_takes_nothing(cast: Cast, sending: Any, client_for: SignIn) -> None:
    client = client_for(cast.amina)
    client.post(*sending)
    assert ballot._known, "what is known of the open wave is kept for a moment"
    rooms.close_wave(Session.objects.get().waves.get(), by=cast.moss)
    answer = client.post(sending[0], {**sending[1], "key": "k2"})
    assert answer.status_code == 422
    assert "closed" in answer.json()["message"]


def test_somebody_who_left_a_moment_ago_is_refused(cast: Cast, sending: Any, client_for: SignIn) -> None:
    client = client_for(cast.amina)
    client.post(*sending)
    joining.withdraw(cast.consultation, by=cast.amina)
    assert client.post(sending[0], {**sending[1], "key": "k2"}).status_code == 404


@pytest.mark.parametrize("who", ["outsider", "carys", "okoro", "reyes", "moss", "hale"])
def test_nobody_else_can_answer(cast: Cast, sending: Any, client_for: SignIn, who: str) -> None:
    client_for(cast.amina).post(*sending)  # the wave is known by now
    assert client_for(getattr(cast, who)).post(*sending).status_code == 404
    assert Ballot.objects.count() == 1


def test_whoever_is_signed_out_is_told_so(sending: Any, client: Client) -> None:
    answer = client.post(*sending)
    assert (answer.status_code, answer.json()["saved"]) == (401, False)


def test_another_sessions_address_leads_nowhere(cast: Cast, elsewhere: Cast, sending: Any, client_for: SignIn) -> None:
    other, _ = rooms.running(elsewhere)
    client = client_for(cast.amina)
    assert client.post(f"/live/{other.code}/ballot/", sending[1]).status_code == 404
    assert client.post("/live/NOTACODE2/ballot/", sending[1]).status_code == 404
    assert client.post(sending[0], {**sending[1], "wave": "9" * 30}).status_code == 404


def test_it_needs_a_post_and_its_token(cast: Cast, sending: Any, client_for: SignIn) -> None:
    assert client_for(cast.amina).get(sending[0]).status_code == 405
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(cast.amina)
    assert strict.post(*sending).status_code == 403


def test_a_vote_costs_three_statements(cast: Cast, sending: Any, client_for: SignIn) -> None:
    from django.db import connection

    client = client_for(cast.amina)
    client.post(*sending)
    with CaptureQueriesContext(connection) as captured:
        client.post(sending[0], {**sending[1], "key": "k2"})
    assert len(captured) == 3, [query["sql"][:80] for query in captured]


@pytest.mark.parametrize("who", ["reyes", "okoro", "carys", "outsider"])
@pytest.mark.parametrize("answer", ["x", "", "right"])
def test_who_is_not_in_the_session_cannot_tell_its_code_from_any_other(
    cast: Cast, sending: Any, client_for: SignIn, who: str, answer: str
) -> None:
    address, sent = sending
    sent = {**sent, **({} if answer == "right" else {"answer": answer})}
    client = client_for(getattr(cast, who))
    right, wrong = client.post(address, sent), client.post("/live/AAAAAAAAA/ballot/", sent)
    assert right.status_code == wrong.status_code == 404
    assert right["Content-Type"] == wrong["Content-Type"]


@pytest.mark.parametrize("who", ["reyes", "okoro", "outsider"])
def test_waiting_does_not_tell_a_code_from_any_other(cast: Cast, sending: Any, client_for: SignIn, who: str) -> None:
    client = client_for(getattr(cast, who))
    right, wrong = client.get(sending[0].replace("ballot", "waiting")), client.get("/live/AAAAAAAAA/waiting/")
    assert right.status_code == wrong.status_code == 404
    assert "HX-Refresh" not in right.headers
