"""The ledger: who was erased stays erased, also when the database is put back to before."""

import json
import sqlite3
from collections.abc import Iterator
from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from audit import clock
from audit.record import record
from consultations.joining import consents, joining
from consultations.models import Consent, Consultation, Membership, Stage, TokenLink
from consultations.notifications import restored
from deliberation.models import Contribution
from people.models import Message, User
from people.privacy import erasing, ledger
from tests.cast import Cast, make_cast
from tests.people.privacy import marked


@pytest.fixture(autouse=True)
def own_ledger(settings, tmp_path: Path) -> Path:
    path = tmp_path / "erasures.jsonl"
    settings.ERASURE_LEDGER = str(path)
    return path


# --- With a real restore -------------------------------------------------------------------------------
@pytest.fixture
def backup(tmp_path: Path) -> Iterator[Path]:
    if connection.vendor != "sqlite":
        pytest.skip("copies a SQLite file")
    yield tmp_path / "backup.sqlite3"


def save(path: Path) -> None:
    copy = sqlite3.connect(path)
    connection.connection.backup(copy)
    copy.close()


def restore(path: Path) -> None:
    copy = sqlite3.connect(path)
    copy.backup(connection.connection)
    copy.close()


@pytest.mark.django_db(transaction=True)
def test_erased_people_stay_erased_after_a_restore(backup: Path) -> None:
    cast = make_cast()
    _, users = marked.fill(cast, {"ann": cast.group1, "ben": cast.group1, "cat": cast.group2})
    words = marked.markers("ann")
    others = marked.markers("ben") + marked.markers("cat")
    save(backup)
    erasing.erase(users["ann"])
    marked.next_versions()
    assert marked.in_tables(words) == {}
    kept = marked.in_tables(others)
    restore(backup)
    assert marked.in_tables(words), "the old backup has everything again"
    assert ledger.is_behind()
    call_command("replay_erasures", stdout=StringIO())
    marked.next_versions()
    assert marked.in_tables(words) == {}
    assert marked.in_tables(others) == kept
    assert not ledger.is_behind()


@pytest.mark.django_db(transaction=True)
def test_the_clock_erases_again_by_itself(backup: Path) -> None:
    cast = make_cast()
    save(backup)
    erasing.erase(cast.amina)
    restore(backup)
    assert User.objects.filter(pk=cast.amina.pk).exists()
    call_command("tick", stdout=StringIO())
    assert not User.objects.filter(pk=cast.amina.pk).exists() and not ledger.is_behind()


@pytest.mark.django_db(transaction=True)
def test_ballots_cut_loose_are_cut_again_after_a_restore(backup: Path) -> None:
    cast = make_cast()
    room, _ = marked.fill(cast, {"ann": cast.group1, "ben": cast.group1}, publish=False)
    save(backup)
    room.publish()
    restore(backup)
    assert TokenLink.objects.exists()
    call_command("replay_erasures", stdout=StringIO())
    assert not TokenLink.objects.filter(membership__consultation=cast.consultation).exists()
    assert Consultation.objects.get(pk=cast.consultation.pk).anonymised_at is not None


@pytest.mark.django_db(transaction=True)
def test_whoever_left_is_gone_again_and_what_they_took_back_stays_taken_back(backup: Path) -> None:
    cast = make_cast()
    room, users = marked.fill(cast, {"ann": cast.group1, "ben": cast.group1, "cat": cast.group2}, publish=False)
    before = Contribution.objects.visible().count()
    save(backup)
    joining.withdraw(cast.consultation, by=users["ann"])
    consents.set_consent(cast.consultation, Consent.Item.QUOTES, False, by=users["ben"])
    consents.set_consent(cast.consultation, Consent.Item.QUOTES, False, by=users["cat"])
    left = Contribution.objects.visible().count()
    assert left < before
    restore(backup)
    assert cast.member(users["ann"]).is_current and Contribution.objects.visible().count() == before
    with clock.travel(clock.now() + timedelta(hours=1)):  # in the hours before anybody noticed
        call_command("tick", stdout=StringIO())
        assert not Membership.objects.get(pk=cast.member(users["ann"]).pk).is_current
        assert Contribution.objects.visible().count() == left
        assert not TokenLink.objects.filter(membership__user=users["ann"]).exists()
        assert not cast.member(users["ben"]).consents_to(Consent.Item.QUOTES)
        assert not cast.member(users["cat"]).consents_to(Consent.Item.QUOTES)
        consents.set_consent(cast.consultation, Consent.Item.QUOTES, True, by=users["cat"])
        assert ledger.replay() == 0 and not ledger.is_behind()
        assert cast.member(users["cat"]).consents_to(Consent.Item.QUOTES), "given again since"


@pytest.mark.django_db
def test_who_joins_after_a_line_was_written_is_not_meant(cast: Cast, own_ledger: Path) -> None:
    """The numbers of rows are given again after a restore, and somebody may take part elsewhere."""
    joining.withdraw(cast.consultation, by=cast.amina)
    with clock.travel(clock.now() + timedelta(hours=1)):
        Membership.objects.filter(user=cast.amina).update(withdrawn_at=None, joined_at=clock.now())
        assert ledger.replay() == 0
        Membership.objects.filter(user=cast.amina).update(joined_at=clock.now() - timedelta(days=2))
        assert ledger.replay() == 1
    text = own_ledger.read_text()
    assert cast.amina.email not in text and set(json.loads(text)) == {"kind", "at", "key", "marks", "consultation"}


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("stage", [Stage.DRAFT, Stage.IN_REVIEW, Stage.OPEN, Stage.COMPLETED])
def test_those_who_watch_over_it_are_told_which_hours_are_lost(cast: Cast, stage: str) -> None:
    Consultation.objects.filter(pk=cast.consultation.pk).update(stage=stage, created_at=clock.now())
    with transaction.atomic():
        record("stage_open", actor=cast.member(cast.moss), subject=cast.group1, consultation=cast.consultation.slug)
    call_command("restored", source="the backup of 27 November", stdout=StringIO())
    with clock.travel(clock.now() + timedelta(days=1)):
        later = make_cast("begun-afterwards")
        for _ in range(2):
            restored.tell_of_restore()
    told = Message.objects.filter(title__startswith="A backup was put back: what was done here between ")
    assert {one.mailbox.user for one in told} >= {cast.moss, cast.hale, cast.okoro, cast.reyes}
    assert told.values("mailbox", "title").distinct().count() == told.count()
    assert not told.filter(mailbox__user__in=[cast.amina, later.hale]).exists()


# --- What it says, and to whom -------------------------------------------------------------------------
@pytest.mark.django_db
def test_it_names_nobody(cast: Cast, own_ledger: Path) -> None:
    erasing.erase(cast.amina)
    text = own_ledger.read_text()
    assert cast.amina.email not in text and "amina" not in text
    line = json.loads(text)
    assert len(line["marks"]) == 2 and all(len(mark) == 64 for mark in line["marks"])
    assert set(line) == {"kind", "at", "key", "marks", "votes"}


@pytest.mark.django_db
def test_only_its_owner_can_read_it(cast: Cast, own_ledger: Path) -> None:
    erasing.erase(cast.amina)
    assert own_ledger.stat().st_mode & 0o077 == 0
    assert own_ledger.with_suffix(".key").stat().st_mode & 0o077 == 0


@pytest.mark.django_db
def test_without_the_key_a_mark_cannot_be_made(cast: Cast, settings) -> None:
    settings.ERASURE_KEY = "one"
    first = ledger.marks(cast.amina)
    settings.ERASURE_KEY = "two"
    assert not set(first) & set(ledger.marks(cast.amina))


@pytest.mark.django_db
def test_somebody_new_with_the_same_address_is_not_meant(cast: Cast) -> None:
    email = cast.amina.email
    erasing.erase(cast.amina)
    with clock.travel(clock.now() + timedelta(days=1)):
        again = User.objects.create_user(email)
    assert ledger.replay() == 0
    assert User.objects.filter(pk=again.pk).exists()


@pytest.mark.django_db
def test_an_address_changed_after_the_backup_does_not_save_anybody(cast: Cast) -> None:
    old = cast.amina.email
    cast.amina.email = "new@example.org"
    cast.amina.save()
    [line] = [{"kind": "account", "at": clock.now().isoformat(), "marks": ledger.marks(cast.amina), "votes": False}]
    User.objects.filter(pk=cast.amina.pk).update(email=old)  # as in the backup
    assert [user.pk for user in ledger.accounts_of(line)] == [cast.amina.pk]


@pytest.mark.django_db
def test_replaying_twice_does_nothing_more(cast: Cast) -> None:
    erasing.erase(cast.amina)
    assert (ledger.replay(), ledger.replay(), ledger.is_behind()) == (0, 0, False)


@pytest.mark.django_db
def test_half_a_line_of_a_crash_is_passed_over_and_written_below(cast: Cast, own_ledger: Path) -> None:
    erasing.erase(cast.amina)
    with own_ledger.open("a") as file:
        file.write('{"kind": "acc')
    assert len(list(ledger.lines())) == 1
    erasing.erase(cast.bilal)
    with pytest.raises(ledger.Damaged, match="Line 2"):
        list(ledger.lines())


@pytest.mark.django_db
def test_another_key_is_noticed(cast: Cast, settings) -> None:
    erasing.erase(cast.amina)
    settings.ERASURE_KEY = "another"
    with pytest.raises(CommandError, match="another ERASURE_KEY"):
        call_command("replay_erasures", stdout=StringIO())
