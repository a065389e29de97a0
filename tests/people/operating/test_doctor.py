"""The doctor finds each thing that is wrong, says what to do, and ends with 1."""

import json
import shutil
import subprocess
import threading
from datetime import timedelta
from pathlib import Path
from socketserver import StreamRequestHandler, ThreadingTCPServer
from typing import Any

import pytest
from django.core import mail
from django.core.management import call_command
from django_tasks_db.models import DBTaskResult

from audit import clock
from people.models import Heartbeat, Worker
from people.operating import doctor, heartbeats
from people.privacy import ledger
from tests.people.operating.scratch import Place, Site, place

pytestmark = pytest.mark.django_db


def found(what: str, **more: str) -> list[doctor.Finding]:
    return [one for one in doctor.examine(**more) if one.what == what]


def test_the_whole_of_it_in_words_and_an_exit_code(shared: Path, tmp_path: Path) -> None:
    site = Site(tmp_path / "site")
    site.with_tables(shared)
    said = site.manage("doctor", fails=True)
    assert "WRONG  tick          Has never run. Enable answerable-tick.timer" in said
    assert said.strip().endswith("to mend.")
    told = json.loads(site.manage("doctor", "--json", fails=True))
    assert {"database", "schema", "disk", "ledger", "mail", "certificate"} <= {one["what"] for one in told}


def test_without_a_database_it_still_answers(tmp_path: Path) -> None:
    site = Site(tmp_path / "site")
    said = site.manage("doctor", fails=True, DATABASE_URL="postgres://nobody:secret@127.0.0.1:1/none")
    assert "WRONG  database      Does not answer" in said
    assert "WRONG  tick          Cannot be told: the database does not answer." in said
    assert "Traceback" not in said and "secret" not in said


@pytest.mark.parametrize(("what", "late"), [("tick", doctor.TICK_LATE), ("backup", doctor.BACKUP_LATE)])
def test_what_must_keep_happening(what: str, late: timedelta, settings: Any, tmp_path: Path) -> None:
    settings.BACKUP_FOLDER = str(tmp_path)
    assert [one.well for one in found(what)] == [False]
    heartbeats.beat(what)
    assert [one.well for one in found(what)] == [True]
    Heartbeat.objects.update(at=clock.now() - late - timedelta(minutes=1))
    assert [one.well for one in found(what)] == [False]


def test_the_tick_leaves_its_mark() -> None:
    call_command("tick")
    assert [one.well for one in found("tick")] == [True]


def test_the_worker_and_what_waits_for_it() -> None:
    assert "No worker is alive" in found("worker")[0].said
    worker = Worker.objects.create(name="one", seen_at=clock.now())
    assert [one.well for one in found("worker")] == [True]
    job = DBTaskResult.objects.create(
        args_kwargs={"args": [], "kwargs": {}}, task_path="people.none", queue_name="default", backend_name="default",
        run_after=clock.now(), enqueued_at=clock.now(),
    )  # fmt: skip
    DBTaskResult.objects.filter(pk=job.pk).update(enqueued_at=clock.now() - doctor.QUEUE_LATE * 2)
    assert "work has waited since" in found("worker")[0].said
    DBTaskResult.objects.filter(pk=job.pk).update(status="FAILED", finished_at=clock.now())
    assert "1 job failed in the last day" in found("worker")[0].said
    worker.delete()
    assert found("worker")[0].well is False


def test_mail_is_really_sent(settings: Any) -> None:
    assert [one.well for one in found("mail")] != [True]
    (sent,) = found("mail", mail_to="kit@example.org")
    assert mail.outbox[0].to == ["kit@example.org"]
    assert sent.well is False and "went nowhere" in sent.said


def test_a_mail_server_that_refuses_is_quoted(settings: Any) -> None:
    class Refusing(StreamRequestHandler):
        def handle(self) -> None:
            self.wfile.write(b"554 5.7.1 We do not take mail from you\r\n")

    with ThreadingTCPServer(("127.0.0.1", 0), Refusing) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.server_address[1]
        settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
        (said,) = found("mail", mail_to="kit@example.org")
        server.shutdown()
    assert said.well is False and "We do not take mail from you" in said.said


def test_the_ledger_behind_damaged_or_not_copied(settings: Any, tmp_path: Path) -> None:
    settings.ERASURE_LEDGER = str(tmp_path / "erasures.jsonl")
    settings.ERASURE_LEDGER_COPY = str(tmp_path / "copy.jsonl")
    ledger.write("account", marks=[])
    assert [one.well for one in found("ledger")] == [True]
    Path(settings.ERASURE_LEDGER_COPY).write_text("")
    assert "is behind" in found("ledger")[1].said
    ledger.LedgerPosition.objects.all().delete()
    assert "replay_erasures" in found("ledger")[0].said
    Path(settings.ERASURE_LEDGER).write_text("no line\nof ours\n")
    assert [one.well for one in found("ledger")][:1] == [False]


def test_a_copy_is_kept_as_people_are_erased(settings: Any, tmp_path: Path) -> None:
    settings.ERASURE_LEDGER = str(tmp_path / "erasures.jsonl")
    settings.ERASURE_LEDGER_COPY = str(tmp_path / "copy.jsonl")
    ledger.write("account", marks=[])
    assert Path(settings.ERASURE_LEDGER_COPY).read_bytes() == Path(settings.ERASURE_LEDGER).read_bytes()
    settings.ERASURE_LEDGER_COPY = "/proc/nowhere/copy.jsonl"
    ledger.write("account", marks=[])  # nobody's erasure waits for another disk
    assert sum(1 for _ in ledger.lines()) == 2


def test_disks_keys_and_files(settings: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    usage = shutil.disk_usage("/")
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage._replace(total=10**11, free=10**9))
    assert {one.well for one in found("disk")} == {False}
    settings.DEMO, settings.SECRET_KEY = False, "x" * 60
    assert found("keys")[0].well is False
    settings.SECRET_KEY = "0123456789abcdefghij" * 4
    assert found("keys")[0].well is True
    settings.STATIC_ROOT = tmp_path
    assert found("static files")[0].well is False


@pytest.mark.parametrize(("days", "well"), [(60, True), (5, False)])
def test_the_last_day_of_a_certificate(days: int, well: bool, tmp_path: Path) -> None:
    make = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
            "-subj", "/CN=x", "-days", str(days),
            "-keyout", str(tmp_path / "k"), "-out", str(tmp_path / "c")]  # fmt: skip
    subprocess.run(make, check=True, capture_output=True)
    (said,) = found("certificate", certificate=str(tmp_path / "c"))
    assert said.well is well
    assert found("certificate", certificate=str(tmp_path / "none"))[0].well is False


def test_a_role_with_too_much(shared: Path, tmp_path: Path) -> None:
    with place(tmp_path) as here:
        here.prepare(shared)
        assert role_of(here) == [True]
        told = here.manage("doctor", fails=True, DATABASE_URL=here.url(here.owner))
        assert "it owns" in told and "switch the record’s triggers off" in told


def role_of(here: Place) -> list[bool]:
    return [one["well"] for one in json.loads(here.manage("doctor", "--json", fails=True)) if one["what"] == "role"]
