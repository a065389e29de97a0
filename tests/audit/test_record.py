"""The record: appended with the act, chained, and broken visibly when touched."""

from datetime import timedelta

import pytest
from django.db import connection, transaction

from audit import clock
from audit.models import Entry, Head
from audit.record import broken_links, record
from people.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture
def chain() -> list[Entry]:
    user = User.objects.create_user("moss@example.org", name="Jo Moss")
    with transaction.atomic():
        return [record("tested", actor=user, subject=user, summary=f"act {n}", n=n) for n in range(5)]


def change(sql: str, *params: object) -> None:
    """Reach under the model, as somebody with the database open would."""
    with connection.cursor() as cursor:
        cursor.execute(sql, params)


def test_each_entry_follows_from_the_one_before(chain: list[Entry]) -> None:
    assert [entry.number for entry in chain] == [1, 2, 3, 4, 5]
    assert chain[1].previous == chain[0].hash
    assert broken_links() == []


def test_the_record_names_actor_and_time(chain: list[Entry]) -> None:
    entry = Entry.objects.first()
    assert entry is not None
    assert (entry.actor, entry.action, entry.detail) == ("Jo Moss", "tested", {"n": 0})
    assert clock.now() - entry.at < timedelta(minutes=1)


def test_an_edit_is_found(chain: list[Entry]) -> None:
    change("UPDATE audit_entry SET summary = %s WHERE number = 3", "something else")
    assert broken_links() == ["Entry 3 was changed after it was written."]


def test_a_deletion_is_found(chain: list[Entry]) -> None:
    change("DELETE FROM audit_entry WHERE number = 2")
    assert "Entry 2 is missing." in broken_links()


def test_a_cut_tail_is_found(chain: list[Entry]) -> None:
    change("DELETE FROM audit_entry WHERE number = 5")
    assert broken_links() == ["The chain should end at entry 5 but ends at 4."]


def test_a_swap_is_found(chain: list[Entry]) -> None:
    change("UPDATE audit_entry SET number = 99 WHERE number = 2")
    change("UPDATE audit_entry SET number = 2 WHERE number = 3")
    change("UPDATE audit_entry SET number = 3 WHERE number = 99")
    assert broken_links()


def test_an_act_that_fails_leaves_no_entry() -> None:
    user = User.objects.create_user("moss@example.org", name="Jo Moss")
    with pytest.raises(RuntimeError, match="act failed"), transaction.atomic():
        record("tested", actor=user, subject=user)
        raise RuntimeError("act failed")
    assert not Entry.objects.exists()
    assert not Head.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_recording_outside_a_transaction_is_refused() -> None:
    user = User.objects.create_user("moss@example.org", name="Jo Moss")
    with pytest.raises(RuntimeError, match="inside the act's transaction"):
        record("tested", actor=user, subject=user)


def test_entries_cannot_be_updated_or_deleted_through_the_model(chain: list[Entry]) -> None:
    with pytest.raises(RuntimeError, match="append-only"):
        Entry.objects.filter(number=1).update(summary="x")
    with pytest.raises(RuntimeError, match="append-only"):
        Entry.objects.all().delete()
    with pytest.raises(RuntimeError, match="append-only"):
        chain[0].delete()
