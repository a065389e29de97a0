"""Several entries of one act go in at once, and are chained as if they had gone in one by one."""

from typing import Any

import pytest
from django.db import transaction

from audit.chain import broken_links
from audit.models import Entry, Head
from audit.record import record, together
from people.models import User
from tests.made_once import made_once

pytestmark = pytest.mark.django_db


@made_once
def moss() -> User:
    return User.objects.create_user("moss@example.org", name="Jo Moss")


def test_they_are_chained_in_their_order(moss: User) -> None:
    with transaction.atomic():
        record("tested", actor=moss, subject=moss, summary="before")
        with together():
            made = [record("tested", actor=moss, subject=moss, summary=f"{n}") for n in range(3)]
        record("tested", actor=moss, subject=moss, summary="after")
    assert list(Entry.objects.values_list("number", "summary")) == [
        (1, "before"), (2, "0"), (3, "1"), (4, "2"), (5, "after"),
    ]  # fmt: skip
    assert [entry.number for entry in made] == [2, 3, 4]
    assert broken_links([]) == [] and Head.now().number == 5


def test_however_many_they_take_one_look_at_the_chain(moss: User, django_assert_num_queries: Any) -> None:
    with transaction.atomic():
        record("tested", actor=moss, subject=moss)
        with django_assert_num_queries(3), together():
            for _ in range(20):
                record("tested", actor=moss, subject=moss)


def test_inside_another_the_outer_end_counts(moss: User, django_assert_num_queries: Any) -> None:
    with transaction.atomic():
        record("tested", actor=moss, subject=moss)
        with django_assert_num_queries(3), together():
            with together():
                record("tested", actor=moss, subject=moss)
            record("tested", actor=moss, subject=moss)
    assert broken_links([]) == [] and Entry.objects.count() == 3


def test_an_act_that_fails_leaves_nothing_and_the_next_begins_anew(moss: User) -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic(), together():
        record("tested", actor=moss, subject=moss)
        1 / 0
    assert not Entry.objects.exists()
    with transaction.atomic():
        record("tested", actor=moss, subject=moss)
    assert Entry.objects.get().number == 1 and broken_links([]) == []


@pytest.mark.django_db(transaction=True)
def test_outside_a_transaction_it_is_refused(moss: User) -> None:
    with pytest.raises(RuntimeError, match="inside the act"), together():
        record("tested", actor=moss, subject=moss)
    assert not Entry.objects.exists()
