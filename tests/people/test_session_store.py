"""A session is saved in one statement, and an ended one does not come back."""

from typing import Any

import pytest
from django.contrib.sessions.backends.base import UpdateError
from django.contrib.sessions.models import Session

from people.session_store import SessionStore
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
