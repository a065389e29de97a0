"""The record: appended with the act, chained, and broken visibly when touched."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction

from audit import clock
from audit.chain import PublishedHead, broken_links
from audit.models import Content, Entry, Head
from audit.record import record
from people.models import User
from tests.audit import attacks
from tests.made_once import made_once

pytestmark = pytest.mark.django_db


@made_once
def chain() -> list[Entry]:
    user = User.objects.create_user("moss@example.org", name="Jo Moss")
    with transaction.atomic():
        return [record("tested", actor=user, subject=user, summary=f"act {n}", n=n) for n in range(5)]


def heads(chain: list[Entry]) -> list[PublishedHead]:
    """What was published outside the database, before anybody touched it."""
    return [PublishedHead(entry.number, entry.hash) for entry in chain]


def test_each_entry_follows_from_the_one_before(chain: list[Entry]) -> None:
    assert [entry.number for entry in chain] == [1, 2, 3, 4, 5]
    assert chain[1].previous == chain[0].hash
    assert broken_links(heads(chain)) == []


def test_the_record_names_actor_and_time(chain: list[Entry]) -> None:
    entry = Entry.objects.first()
    assert entry is not None
    assert (entry.actor, entry.action, entry.detail) == ("Jo Moss", "tested", {"n": 0})
    assert clock.now() - entry.at < timedelta(minutes=1)


@pytest.mark.parametrize("number", [1, 3, 5])
@pytest.mark.parametrize("field", [name for name in Content._fields if name != "number"])
def test_an_edit_of_any_field_is_found(chain: list[Entry], field: str, number: int) -> None:
    changed = {"at": "2001-01-01 00:00:00+00:00", "detail": '{"n": 99}'}.get(field, "something else")
    attacks.run(f"UPDATE audit_entry SET {field} = %s WHERE number = %s", changed, number)
    assert f"Entry {number} was changed after it was written." in broken_links()


@pytest.mark.parametrize("number", [1, 3, 5])
def test_a_renumbered_entry_is_found(chain: list[Entry], number: int) -> None:
    attacks.run("UPDATE audit_entry SET number = 0 WHERE number = %s", number)
    assert broken_links()


def test_a_deletion_is_found(chain: list[Entry]) -> None:
    attacks.run("DELETE FROM audit_entry WHERE number = 2")
    assert "Entry 2 is missing." in broken_links()


def test_a_deletion_hidden_by_renumbering_is_found(chain: list[Entry]) -> None:
    attacks.run("DELETE FROM audit_entry WHERE number = 2")
    attacks.close_gap(2)
    attacks.move_head(4, chain[-1].hash)
    assert "Entry 2 does not follow from the entry before it." in broken_links()


def test_the_loss_of_the_first_entry_is_found(chain: list[Entry]) -> None:
    attacks.run("DELETE FROM audit_entry WHERE number = 1")
    assert "Entry 1 is missing." in broken_links()


def test_a_cut_tail_is_found(chain: list[Entry]) -> None:
    attacks.run("DELETE FROM audit_entry WHERE number = 5")
    assert broken_links() == ["The chain should end at entry 5 but ends at 4."]


def test_a_head_that_was_taken_away_is_found(chain: list[Entry]) -> None:
    Head.objects.all().delete()
    assert broken_links() == ["The chain should end at entry 0 but ends at 5."]


def test_a_swap_is_found(chain: list[Entry]) -> None:
    attacks.swap_numbers(2, 3)
    assert broken_links()


@pytest.mark.parametrize("number", [0, 1, 3, 6])
def test_an_insertion_is_found(chain: list[Entry], number: int) -> None:
    attacks.make_room(number)
    attacks.slip_in(number)
    assert broken_links()


# --- Faults that only a head published outside the database shows ----------------------------------
def test_a_cut_tail_with_the_head_moved_back_is_found_by_a_published_head(chain: list[Entry]) -> None:
    attacks.cut_tail(keep=3)
    assert broken_links() == []  # the database alone cannot tell
    assert broken_links(heads(chain)[-1:]) == ["Entry 5 was published, but the chain ends at 3: its end was cut off."]


@pytest.mark.parametrize("first", [1, 3, 5])
def test_a_chain_hashed_again_after_an_edit_is_found_by_a_published_head(chain: list[Entry], first: int) -> None:
    attacks.run("UPDATE audit_entry SET summary = 'harmless' WHERE number = %s", first)
    attacks.hash_again(first)
    assert broken_links() == []
    found = broken_links(heads(chain)[-1:])
    assert found == ["Entry 5 is not the one that was published: the chain was written again."]


def test_an_emptied_record_is_found_by_a_published_head(chain: list[Entry]) -> None:
    attacks.cut_tail(keep=0)
    assert broken_links() == []
    assert broken_links(heads(chain)[:1])


# --- Writing ----------------------------------------------------------------------------------------
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


def test_order_is_kept_by_number_when_the_clock_jumps_back(chain: list[Entry]) -> None:
    user = User.objects.get()
    with clock.travel(clock.now() - timedelta(days=1)):
        late = record("tested", actor=user, subject=user)
    assert late.at < chain[-1].at
    assert list(Entry.objects.all())[-1] == late
    assert broken_links(heads(chain)) == []


@pytest.mark.parametrize(
    "detail",
    [
        {"share": 0.1, "huge": 1e22},
        {"of": (1, 2)},
        {"by": {10: "a", 9: "b"}},
        {"text": "nul\x00 \ud800 é"},
        {"x": None},
    ],
)
def test_whatever_an_act_notes_can_be_checked_again(detail: dict[str, Any]) -> None:
    user = User.objects.create_user("moss@example.org", name="Jo Moss")
    user.name = "Jo \ud800 Moss \x00" + "x" * 200
    record("tested", actor=user, subject=user, summary="long " * 200, **detail)
    assert broken_links() == []


def test_the_same_act_twice_has_hashes_that_cannot_be_guessed() -> None:
    user = User.objects.create_user("moss@example.org", name="Jo Moss")
    with clock.travel(clock.now()):
        salts = [record("tested", actor=user, subject=user).salt for _ in range(2)]
    assert len(set(salts)) == 2
    assert all(len(salt) == 32 for salt in salts)


def test_entries_cannot_be_updated_or_deleted_through_the_model(chain: list[Entry]) -> None:
    with pytest.raises(RuntimeError, match="append-only"):
        Entry.objects.filter(number=1).update(summary="x")
    with pytest.raises(RuntimeError, match="append-only"):
        Entry.objects.all().delete()
    with pytest.raises(RuntimeError, match="append-only"):
        Entry.objects.bulk_update(chain, ["summary"])
    with pytest.raises(RuntimeError, match="append-only"):
        chain[0].delete()
    chain[0].summary = "x"
    with pytest.raises(RuntimeError, match="append-only"):
        chain[0].save()
