"""The database itself refuses to change the record."""

import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import DatabaseError, connection, transaction

from audit import append_only
from audit.models import Entry
from audit.record import record
from people.models import User
from tests.audit import attacks

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def guarded() -> Iterator[None]:
    """A record of one entry, with the triggers that migration 0002 installs (tests run without migrations)."""
    append_only.remove(connection)
    user = User.objects.create_user("moss@example.org", name="Jo Moss")
    record("tested", actor=user, subject=user)
    append_only.install(connection)
    yield
    append_only.remove(connection)


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE audit_entry SET summary = 'x'",
        "UPDATE audit_entry SET summary = summary",
        "DELETE FROM audit_entry",
        "DELETE FROM audit_entry WHERE number = 1",
    ],
)
def test_the_database_refuses(guarded: None, sql: str) -> None:
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        attacks.run(sql)
    assert Entry.objects.get().summary == ""


def test_entries_are_still_added(guarded: None) -> None:
    user = User.objects.get()
    assert record("tested", actor=user, subject=user).number == 2


def test_without_the_triggers_it_would_not(guarded: None) -> None:
    append_only.remove(connection)
    attacks.run("UPDATE audit_entry SET summary = 'x'")
    assert Entry.objects.get().summary == "x"


def test_the_migrations_leave_the_triggers_in_place(tmp_path: Path) -> None:
    """SQLite drops a table's triggers when a later migration remakes it: such a one must install them again."""
    path = tmp_path / "x.sqlite3"
    environment = {**os.environ, "DATABASE_URL": f"sqlite:///{path}", "DEMO": "1"}
    command = [sys.executable, "manage.py", "migrate", "audit", "--verbosity", "0"]
    subprocess.run(command, cwd=ROOT, env=environment, check=True)
    database = sqlite3.connect(path)
    names = {name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")}
    database.close()
    assert names == {"audit_entry_no_update", "audit_entry_no_delete"}
