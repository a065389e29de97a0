"""A session is saved in one statement, and an ended one does not come back."""

from typing import Any
from unittest.mock import patch

import pytest
from django.contrib.sessions.backends.base import UpdateError
from django.contrib.sessions.models import Session
from django.test import Client

from people.models import User
from people.privacy import erasing
from people.session_store import SessionStore, mark_of
from people.signin import email_codes
from tests.made_once import made_once

pytestmark = pytest.mark.django_db


@made_once
def session() -> SessionStore:
    made = SessionStore()
    made["word"] = "first"
    made.save()
    return made


def test_it_is_saved_in_one_statement(session: SessionStore, django_assert_num_queries: Any) -> None:
    session["word"] = "second"
    with django_assert_num_queries(1):
        session.save()
    assert SessionStore(session.session_key)["word"] == "second"


def test_saving_moves_the_day_it_ends(session: SessionStore) -> None:
    before = Session.objects.get().expire_date
    session.set_expiry(30 * 24 * 3600)
    session.save()
    assert Session.objects.get().expire_date > before


def test_one_that_was_ended_meanwhile_does_not_come_back(session: SessionStore) -> None:
    Session.objects.all().delete()
    session["word"] = "late"
    with pytest.raises(UpdateError):
        session.save()
    assert not Session.objects.exists()


# --- What strangers make --------------------------------------------------------------------------------
def test_whoever_is_erased_takes_an_unfinished_sign_in_along_without_a_look_into_every_session() -> None:
    amina, other = User.objects.create_user("amina@example.org"), Client()
    own, theirs = Client(), Client()
    for client, address in (
        (own, "Amina+phone@example.org"),
        (theirs, "amina@example.org"),
        (other, "bilal@example.org"),
    ):
        client.post("/accounts/login/code/", {"email": address})
    other.post("/accounts/login/code/", {"email": "carys@example.org"})  # the mark goes with the address
    signed = Client()
    signed.force_login(amina)
    assert [one.session.session_key.startswith(mark_of("amina@example.org")) for one in (own, theirs, other)] == [
        True, True, False,
    ]  # fmt: skip
    assert Session.objects.count() == 4
    with patch.object(Session, "get_decoded", side_effect=AssertionError("every session was read")):
        erasing.erase(amina)
    assert [*Session.objects.values_list("pk", flat=True)] == [other.session.session_key]


def test_a_stranger_makes_no_rows_without_end(monkeypatch: Any) -> None:
    """A code typed at /join/ leaves a cookie; asking for a sign-in code is counted before anything is kept."""
    picture = {"Accept": "image/*"}
    stranger = Client()
    sent = stranger.post("/join/", {"code": "BCDFGHJKLM"}, headers=picture)
    assert sent.status_code == 302 and not Session.objects.exists()
    assert "One more step" not in stranger.get(sent["Location"], headers=picture).content.decode()
    assert "One more step" in Client().get(sent["Location"], headers=picture).content.decode()
    monkeypatch.setattr(email_codes, "NEW_BROWSERS", 2)
    for number in range(4):
        Client().post("/accounts/login/code/", {"email": f"a{number}@example.org"})
    assert Session.objects.count() == 2
