"""What is dear to make is made once a run, by whichever worker comes first, and copied."""

import fcntl
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def once(folder: Path, name: str, make: Callable[[Path], None]) -> Path:
    """The file of this name in a folder that all workers share (fixture `shared`)."""
    with (folder / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / name).exists():
            make(folder / f"making-{name}")
            (folder / f"making-{name}").rename(folder / name)
    return folder / name


def with_every_table(shared: Path, copy: Path, **more: str) -> None:
    """An SQLite database with every table and nothing in it, at `copy`. `more`: DEMO, if it is to be of that kind."""

    def make(database: Path) -> None:
        env = {"PATH": os.environ["PATH"], "DJANGO_SETTINGS_MODULE": "config.settings", "SECRET_KEY": "x" * 60, **more}
        command = [sys.executable, "manage.py", "migrate", "--verbosity", "0"]
        subprocess.run(command, cwd=ROOT, env={**env, "DATABASE_URL": f"sqlite:///{database}"}, check=True)

    shutil.copy(once(shared, "-".join(["tables", *more]) + ".sqlite3", make), copy)
