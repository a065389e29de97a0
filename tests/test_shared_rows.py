"""What is made once for a module is as new for each of its tests, whatever the test before did to it."""

import pytest
from django.db import connection

from people.models import User
from tests.made_once import Made, Pile, made_once

pytestmark = pytest.mark.django_db
MADE: list[str] = []


@made_once
def ana() -> User:
    MADE.append("ana")
    return User.objects.create_user("ana@example.org", name="Ana")


@made_once
def named(ana: User) -> User:
    """The same person, under another name."""
    User.objects.filter(pk=ana.pk).update(name="Ana B")
    ana.refresh_from_db()
    return ana


@pytest.mark.parametrize("turn", [1, 2])
def test_a_row_and_its_object_are_as_they_were_made(ana: User, turn: int) -> None:
    assert ana.name == User.objects.get().name == "Ana"
    ana.name = "Changed"
    ana.save()
    User.objects.create_user("another@example.org")


@pytest.mark.parametrize("turn", [1, 2])
def test_what_is_made_of_it_is_the_same_object(ana: User, named: User, turn: int) -> None:
    assert ana is named and named.name == User.objects.get().name == "Ana B"
    named.delete()


def test_who_asks_for_the_first_alone_does_not_see_the_second(ana: User) -> None:
    assert ana.name == User.objects.get().name == "Ana"


def test_who_asks_for_nothing_sees_nothing() -> None:
    assert not User.objects.exists()


def test_it_was_made_once_as_long_as_it_was_asked_for(laid: Made) -> None:
    assert len(MADE) <= 1 and not laid  # none, where a worker ran this test alone


@pytest.mark.django_db(transaction=True)
def test_a_test_with_real_transactions_has_rows_of_its_own(ana: User, laid: Made, pile: Pile) -> None:
    assert not connection.in_atomic_block and not laid and not pile.layers
    assert User.objects.get() == ana
