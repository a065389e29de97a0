"""The settings as a newcomer meets them: started in a fresh clone, in a folder that holds nothing yet."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def manage(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    known = {"PATH": os.environ["PATH"], "DJANGO_SETTINGS_MODULE": "config.settings"}
    command = [sys.executable, "manage.py", *arguments]
    return subprocess.run(command, cwd=ROOT, env={**known, **environment}, capture_output=True, text=True)


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
