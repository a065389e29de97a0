"""Roles and databases of a test's own on a PostgreSQL, gone afterwards. Where there is none the test is passed over."""

import os
import secrets
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest

from tests.ready_made import once, with_every_table
from tests.services import DATABASE_URL

ROOT = Path(__file__).resolve().parents[3]


def admin() -> "psycopg.Connection[tuple[object, ...]]":
    """A superuser, outside any transaction."""
    try:
        return psycopg.connect(DATABASE_URL.replace("postgres://", "postgresql://", 1), autocommit=True)
    except psycopg.OperationalError as error:
        if os.environ.get("CI") == "true":
            raise
        pytest.skip(f"no PostgreSQL: {error}")


@dataclass(frozen=True)
class Place:
    """A database with an owner and a role for the web, and a folder for ledger and heads."""

    owner: str
    web: str
    name: str
    folder: Path

    def url(self, role: str, name: str = "") -> str:
        parts = urlsplit(DATABASE_URL)
        return f"postgres://{role}:secret@{parts.hostname}:{parts.port or 5432}/{name or self.name}"

    def env(self, **more: str) -> dict[str, str]:
        return {
            "PATH": os.environ["PATH"], "DJANGO_SETTINGS_MODULE": "config.settings", "DEMO": "1",
            "DATABASE_URL": self.url(self.web), "ERASURE_LEDGER": str(self.folder / "erasures.jsonl"),
            "AUDIT_HEADS_FILE": str(self.folder / "heads.log"), **more,
        }  # fmt: skip

    def manage(self, *arguments: str, fails: bool = False, **more: str) -> str:
        """`manage.py …` as the web role, or as the owner where the command asks for it. What it said."""
        done = run(["manage.py", *arguments], self.env(**more))
        assert (done.returncode != 0) == fails, done.stdout + done.stderr
        return done.stdout + done.stderr

    def prepare(self, shared: Path) -> None:
        """As the operating page says: migrate as the owner, then grant. A second place gets the tables of the first."""

        def make(tables: Path) -> None:
            self.manage("migrate", "--verbosity", "0", MIGRATE_DATABASE_URL=self.url(self.owner))
            self._dump(tables)

        self._as_in(once(shared, "tables.sql", make))

    def tell(self, shared: Path) -> None:
        """The demonstration, told by the web role. A second place gets the rows of the first, and its files."""
        files = shared / "told"

        def make(rows: Path) -> None:
            self.prepare(shared)
            self.manage("seed_demo")
            shutil.copytree(self.folder, files)
            self._dump(rows)

        rows = once(shared, "told.sql", make)
        shutil.copytree(files, self.folder, dirs_exist_ok=True)
        self._as_in(rows)

    def _dump(self, to: Path) -> None:
        dump = ["pg_dump", "--no-owner", "--no-privileges", "--dbname", self.url(self.owner), "--file", str(to)]
        subprocess.run(dump, check=True)

    def _as_in(self, dumped: Path) -> None:
        """Load it, unless there is something, and grant."""
        with self.connect(self.owner) as db:
            there = db.execute("SELECT to_regclass('audit_entry')").fetchone() != (None,)
        if not there:
            load = [
                "psql",
                "--quiet",
                "--set",
                "ON_ERROR_STOP=1",
                "--dbname",
                self.url(self.owner),
                "--file",
                str(dumped),
            ]
            subprocess.run(load, check=True, stdout=subprocess.DEVNULL)
        self.manage("grants", "--apply", MIGRATE_DATABASE_URL=self.url(self.owner))

    def connect(self, role: str) -> "psycopg.Connection[tuple[object, ...]]":
        return psycopg.connect(self.url(role).replace("postgres://", "postgresql://", 1), autocommit=True)


def run(arguments: list[str], env: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, *arguments], cwd=ROOT, env=env, capture_output=True, text=True)


@contextmanager
def place(folder: Path) -> Iterator[Place]:
    word = secrets.token_hex(4)
    here = Place(f"owner_{word}", f"web_{word}", f"test_place_{word}", folder)
    with admin() as db:
        for role in (here.owner, here.web):
            db.execute(f"CREATE ROLE {role} LOGIN PASSWORD 'secret'")
        db.execute(f"CREATE DATABASE {here.name} OWNER {here.owner}")
        try:
            yield here
        finally:
            for (name,) in db.execute("SELECT datname FROM pg_database WHERE datname LIKE %s", [f"{here.name}%"]):
                db.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
            for role in (here.owner, here.web):
                with suppress(psycopg.Error):
                    db.execute(f"DROP ROLE {role}")


@dataclass(frozen=True)
class Site:
    """An installation on SQLite in a folder of its own. The ledger's copy lies outside, as on another disk."""

    folder: Path

    @property
    def database(self) -> Path:
        return self.folder / "site.sqlite3"

    def env(self, **more: str) -> dict[str, str]:
        self.folder.mkdir(parents=True, exist_ok=True)
        return {
            "PATH": os.environ["PATH"], "DJANGO_SETTINGS_MODULE": "config.settings", "DEMO": "1",
            "DATABASE_URL": f"sqlite:///{self.database}", "ERASURE_LEDGER": str(self.folder / "erasures.jsonl"),
            "ERASURE_KEY": "the key of these tests", "ERASURE_LEDGER_COPY": str(self.folder.parent / "mirror.jsonl"),
            "AUDIT_HEADS_FILE": str(self.folder / "heads.log"), **more,
        }  # fmt: skip

    def manage(self, *arguments: str, fails: bool = False, **more: str) -> str:
        done = run(["manage.py", *arguments], self.env(**more))
        assert (done.returncode != 0) == fails, done.stdout + done.stderr
        return done.stdout + done.stderr

    def with_tables(self, shared: Path) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        with_every_table(shared, self.database, DEMO="1")

    def sql(self, statement: str) -> int | None:
        """Past the product. The one number that it asks for, if it asks."""
        with closing(sqlite3.connect(self.database)) as db:
            row = db.execute(statement).fetchone()
            db.commit()
        return row and int(row[0])

    def lose(self) -> None:
        """The machine's disk is gone."""
        shutil.rmtree(self.folder)
        self.folder.mkdir()
