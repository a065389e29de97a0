"""The settings as a newcomer meets them: started in a fresh clone, in a folder that holds nothing yet."""

import os
import runpy
import subprocess
import sys
from pathlib import Path
from typing import Any
from unittest import mock

import pytest

ROOT = Path(__file__).resolve().parents[2]


def manage(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    known = {"PATH": os.environ["PATH"], "DJANGO_SETTINGS_MODULE": "config.settings"}
    command = [sys.executable, "manage.py", *arguments]
    return subprocess.run(command, cwd=ROOT, env={**known, **environment}, capture_output=True, text=True)


def settings_made_by(**environment: str) -> dict[str, Any]:
    """What the file of settings makes of these variables alone. No process of its own, so it costs nothing."""
    with mock.patch.dict(os.environ, environment, clear=True):
        return runpy.run_path(str(ROOT / "config/settings.py"))


def test_the_folder_of_the_database_is_made(tmp_path: Path) -> None:
    path = tmp_path / "not" / "there" / "answerable.sqlite3"
    done = manage("migrate", "audit", "--verbosity", "0", DEMO="1", DATABASE_URL=f"sqlite:///{path}")
    assert done.returncode == 0, done.stderr
    assert path.exists()


@pytest.mark.parametrize("environment", [{}, {"SECRET_KEY": ""}])
def test_without_a_secret_nothing_starts(environment: dict[str, str], tmp_path: Path) -> None:
    done = manage("check", DATABASE_URL=f"sqlite:///{tmp_path / 'x.sqlite3'}", **environment)
    assert done.returncode != 0
    assert "Set SECRET_KEY" in done.stderr


def test_the_demonstration_is_not_told_outside_the_demo(tmp_path: Path) -> None:
    database = f"sqlite:///{tmp_path / 'x.sqlite3'}"
    done = manage("seed_demo", SECRET_KEY="x" * 60, DATABASE_URL=database)
    assert done.returncode != 0
    assert "Set DEMO=1" in done.stderr


def value(names: str, **environment: str) -> list[str]:
    """What settings are in a process of its own, printed."""
    code = f"from django.conf import settings as s; print({', '.join('s.' + name for name in names.split())})"
    known = {"PATH": os.environ["PATH"], "DJANGO_SETTINGS_MODULE": "config.settings", "SECRET_KEY": "x" * 60}
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env={**known, **environment}, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.split()


def test_cookies_are_bound_to_this_host_and_hidden_from_scripts() -> None:
    names = "SESSION_COOKIE_NAME CSRF_COOKIE_NAME SESSION_COOKIE_SAMESITE SESSION_COOKIE_DOMAIN"
    assert value(names) == ["__Host-session", "__Host-csrf", "Lax", "None"]
    flags = "SESSION_COOKIE_SECURE CSRF_COOKIE_SECURE SESSION_COOKIE_HTTPONLY CSRF_COOKIE_HTTPONLY"
    assert value(flags) == ["True"] * 4
    assert value("SESSION_COOKIE_NAME SESSION_COOKIE_SECURE", HTTPS_ONLY="0") == ["sessionid", "False"]


def test_staff_take_a_second_step_everywhere_but_in_the_demonstration() -> None:
    assert value("STAFF_SECOND_FACTOR") == ["True"]
    assert value("STAFF_SECOND_FACTOR", DEMO="1") == ["False"]
    assert value("STAFF_SECOND_FACTOR", DEMO="1", STAFF_SECOND_FACTOR="1") == ["True"]
