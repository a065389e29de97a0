"""A database that other processes can open too, and workers in processes of their own."""

import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from tests.people.background.jobs import Held

ROOT = Path(__file__).resolve().parents[3]
Start = Callable[..., "subprocess.Popen[bytes]"]


@pytest.fixture
def queue(settings: Any) -> None:
    """Jobs wait in the database, as they do outside of tests."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}


@pytest.fixture
def database(transactional_db: None, queue: None, tmp_path: Path) -> Iterator[str]:
    """The address of the database of this test. SQLite's is in memory, so it moves to a file."""
    known = connection.settings_dict
    if connection.vendor != "sqlite":
        yield f"postgres://{known['USER']}:{known['PASSWORD']}@{known['HOST']}:{known['PORT']}/{known['NAME']}"
        return
    connection.ensure_connection()
    in_memory, name, path = connection.connection, known["NAME"], tmp_path / "shared.sqlite3"
    with sqlite3.connect(path) as file:
        in_memory.backup(file)
    connection.connection, known["NAME"] = None, str(path)
    yield f"sqlite:///{path}"
    connection.close()
    connection.connection, known["NAME"] = in_memory, name


@pytest.fixture
def start(database: str) -> Iterator[Start]:
    """Start a worker; what is left of it ends with the test."""
    started: list[subprocess.Popen[bytes]] = []

    def one(*arguments: str) -> "subprocess.Popen[bytes]":
        env = {**os.environ, "DEMO": "1", "DATABASE_URL": database, "REDIS_URL": "", "PYTHONPATH": str(ROOT)}
        started.append(subprocess.Popen([sys.executable, "manage.py", "work", *arguments], cwd=ROOT, env=env))
        return started[-1]

    yield one
    for process in started:
        process.kill()
        process.wait()


@pytest.fixture
def held(tmp_path: Path) -> Iterator[Held]:
    held = Held(tmp_path)
    yield held
    held.close()
