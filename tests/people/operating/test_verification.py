"""The worker verifies the record every night and tells; a heads file that went is a fault; upgrades take in once."""

from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import transaction
from django.utils import timezone

from audit import clock, heads, texts, verifying
from audit.models import DailyHead, Entry
from audit.record import record
from consultations.models import TermChange
from people.models import Heartbeat
from people.operating import doctor, heartbeats, verification
from tests.cast import Cast

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def file(tmp_path: Path, settings: Any) -> Path:
    settings.AUDIT_HEADS_FILE = str(tmp_path / "heads.log")
    return Path(settings.AUDIT_HEADS_FILE)


@pytest.fixture
def begun(cast: Cast) -> Cast:
    """A record with one entry, which holds fingerprints and has its heads noted."""
    act(cast)
    texts.begin()
    heads.publish()
    return cast


def act(cast: Cast) -> None:
    with transaction.atomic():
        record("tested", actor=None, subject=cast.consultation)


def slip_in(cast: Cast) -> TermChange:
    return TermChange.objects.create(consultation=cast.consultation, name="title", old="A", new="B", reason="None.")


def found(what: str) -> list[doctor.Finding]:
    return [one for one in doctor.examine(outside=False) if one.what == what]


def the_next_night() -> None:
    Heartbeat.objects.filter(what=verification.VERIFIED).update(at=clock.now() - verification.EVERY)


def test_a_fault_is_on_the_doctors_page_and_mailed_until_it_is_gone(begun: Cast, settings: Any) -> None:
    settings.AUDIT_HEADS_MAIL, settings.ERROR_REPORTS_TO = ["panel@example.org"], "kit@example.org"
    verification.verify.func()
    assert [one.well for one in found("record")] == [True] and mail.outbox == []
    planted = slip_in(begun)
    verification.verify.func()
    assert mail.outbox == [], "once a night, however often it was asked for"
    the_next_night()
    verification.verify.func()
    (said,) = found("record")
    assert said.well is False and "Public without having been published: change of “title”" in said.said
    assert "verify_audit" in said.said
    (sent,) = mail.outbox
    assert set(sent.bcc) == {"panel@example.org", "kit@example.org"} and sent.to == []
    assert "change of “title”" in sent.body and "does not hold" in sent.subject
    planted.delete()
    the_next_night()
    verification.verify.func()
    assert [one.well for one in found("record")] == [True] and len(mail.outbox) == 1


def test_once_a_night_and_again_where_it_was_never_done(begun: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []
    monkeypatch.setattr(type(verification.verify), "enqueue", lambda self: asked.append(1))
    for _ in range(3):
        assert list(verification.by_tick()) == []
    assert len(asked) == 1
    Heartbeat.objects.filter(what=verification.ASKED).update(at=clock.now() - verification.ASKED_AGAIN)
    list(verification.by_tick())
    assert len(asked) == 2, "the worker was away"
    verification.verify.func()
    Heartbeat.objects.filter(what=verification.ASKED).update(at=clock.now() - verification.ASKED_AGAIN)
    list(verification.by_tick())
    assert len(asked) == 2
    Heartbeat.objects.update(at=clock.now() - verification.EVERY)
    list(verification.by_tick())
    assert len(asked) == 3


def test_a_record_that_nobody_verifies_is_a_finding(begun: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    assert [one.well for one in found("record")] == [None]
    now = clock.now()
    monkeypatch.setattr(clock, "now", lambda: now + verification.LATE * 2)
    assert found("record")[0].well is False and "Not verified ever" in found("record")[0].said
    heartbeats.beat(verification.VERIFIED, verification.HOLDS)
    assert found("record")[0].well is True
    monkeypatch.setattr(clock, "now", lambda: now + verification.LATE * 4)
    assert found("record")[0].well is False and "Not verified since" in found("record")[0].said


def test_heads_that_nobody_else_is_sent(settings: Any) -> None:
    settings.AUDIT_HEADS_MAIL = []
    assert [one.well for one in found("heads")] == [True, False]
    settings.AUDIT_HEADS_MAIL = ["panel@example.org"]
    assert [one.well for one in found("heads")] == [True]


def test_one_row_silences_no_alarm(begun: Cast, settings: Any, mailoutbox: list[Any]) -> None:
    """A moment or a day ahead of now counts as none, and is told."""
    settings.AUDIT_HEADS_MAIL = ["somebody@example.org"]
    ahead = clock.now() + timedelta(days=400)
    for what in (verification.VERIFIED, verification.ASKED):
        Heartbeat.objects.update_or_create(what=what, defaults={"at": ahead, "said": verification.HOLDS})
    [said] = found("record")
    assert not said.well and "dated ahead" in said.said
    DailyHead.objects.create(day=ahead.date(), hash="f" * 64)
    assert next(one.said for one in found("heads") if not one.well).startswith("An end is kept for")
    assert any("a day that is not over" in fault for fault in verifying.verify().faults)
    with clock.travel(timezone.localtime(clock.now() + timedelta(days=3)).replace(hour=12)):
        assert any("No end of a day was published" in one.said for one in found("heads"))
        call_command("tick", stdout=StringIO())
        assert not any("No end of a day" in one.said or "not mailed" in one.said for one in found("heads"))
        yesterday = clock.today() - timedelta(days=1)
        [mail] = [one for one in mailoutbox if "ended" in one.subject]
        assert str(yesterday) in mail.body and str(ahead.date()) not in mail.body
        assert "The record was not verified yet, or what says so is dated ahead" in mail.body
        DailyHead.objects.filter(day=yesterday).update(mailed_at=None)
        assert any("was not mailed" in one.said for one in found("heads"))
        heartbeats.beat(verification.VERIFIED, verification.HOLDS)
        assert verification.told().endswith(": it holds.")


# --- The heads file ---------------------------------------------------------------------------------
def test_a_heads_file_that_went_is_a_fault_once_the_record_is_a_day_old(
    begun: Cast, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert verifying.verify().faults == []
    kept = file.read_text()
    file.unlink()
    assert verifying.verify().faults == [], "on its first day there may be none"
    now = clock.now()
    monkeypatch.setattr(clock, "now", lambda: now + timedelta(days=3))
    assert "There are no published heads" in verifying.verify().faults[0]
    act(begun)
    heads.publish()  # as the clock does: that mends nothing
    assert "what it held before is gone" in verifying.verify().faults[0]
    with pytest.raises(CommandError):
        call_command("verify_audit", stdout=StringIO(), stderr=StringIO())
    call_command("verify_audit", "--without-heads", stdout=StringIO())
    file.write_text(kept)
    assert verifying.verify().faults == []
    file.unlink()
    call_command("verify_audit", "--begin-heads", stdout=StringIO())
    assert verifying.verify().faults == [] and Entry.objects.filter(action=verifying.HEADS_BEGUN).count() == 1
    file.unlink()
    monkeypatch.setattr(clock, "now", lambda: now + timedelta(days=6))
    assert "There are no published heads" in verifying.verify().faults[0], "said once, it excuses no later loss"


# --- Upgrades ---------------------------------------------------------------------------------------
def test_an_upgrade_takes_in_once_and_only_with_every_table_as_it_should_be(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, *_, last = apps.get_app_configs()
    verification.begin_after_migrate(last)
    assert not Entry.objects.exists(), "a new record is empty"
    act(cast)
    slip_in(cast)
    monkeypatch.setattr(verification.readiness, "not_applied", lambda: ["people.0001"])
    verification.begin_after_migrate(last)
    monkeypatch.undo()
    verification.begin_after_migrate(first)
    assert Entry.objects.count() == 1
    verification.begin_after_migrate(last)
    assert [e.action for e in Entry.objects.order_by("number")][1:] == [texts.ACTION, texts.BEGUN]
    slip_in(cast)
    verification.begin_after_migrate(last)
    assert len(texts.compare().faults) == 1
