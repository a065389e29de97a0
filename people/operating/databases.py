"""Copying a database whole and reading it back: SQLite by its online backup, PostgreSQL by pg_dump and pg_restore."""

import json
import os
import secrets
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

import environ
import psycopg
from django.conf import settings
from django.db import connection, transaction

from people.errors import Refused
from people.operating.contents import Contents, contents

SQLITE, POSTGRESQL = "database.sqlite3", "database.dump"


def file_name() -> str:
    return SQLITE if connection.vendor == "sqlite" else POSTGRESQL


def dump(to: Path) -> Contents:
    """Write the whole database to a file, as it is at one moment. Returns what it held at that moment."""
    return _dump_sqlite(to) if connection.vendor == "sqlite" else _dump_postgresql(to)


def _dump_sqlite(to: Path) -> Contents:
    connection.ensure_connection()
    with closing(sqlite3.connect(to)) as copy:
        connection.connection.backup(copy)
    held: Contents = json.loads(manage("contents", DATABASE_URL=f"sqlite:///{to}", **BY_ITSELF))  # of the copy
    with closing(sqlite3.connect(to)) as copy:
        copy.execute("PRAGMA journal_mode=DELETE")  # or a second file would belong to it
    return held


def _dump_postgresql(to: Path) -> Contents:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        cursor.execute("SELECT pg_export_snapshot()")
        (snapshot,) = cursor.fetchone()
        command = ["pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--snapshot={snapshot}"]
        run([*command, f"--file={to}", f"--dbname={_address()}"], **_password())
        return contents()


# --- Reading back -----------------------------------------------------------------------------------
def is_empty() -> bool:
    return _count("SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace") == 0


def others() -> int:
    """How many others are connected to this database: a site that still runs."""
    if connection.vendor == "sqlite":
        return 0
    connection.close_pool()  # type: ignore[attr-defined]
    return _count(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() "
        "AND usesysid IS NOT NULL"  # nobody's: the database's own housekeeping
    )


def _count(query: str) -> int:
    if connection.vendor == "sqlite":
        return len(connection.introspection.table_names())
    with _connected() as db:
        (found,) = db.execute(query).fetchone() or (0,)
    return int(found)


def load(dumped: Path) -> None:
    """Put the dump in the place of whatever is in this installation's database."""
    if connection.vendor == "sqlite":
        path = Path(settings.DATABASES["default"]["NAME"])
        connection.close()
        for old in (path, Path(f"{path}-wal"), Path(f"{path}-shm")):
            old.unlink(missing_ok=True)
        _copy_sqlite(dumped, path)
        return
    with _connected() as db:
        db.execute("DROP SCHEMA public CASCADE")
        db.execute("CREATE SCHEMA public")
    _restore_postgresql(dumped, _address())


def _copy_sqlite(source: Path, to: Path) -> None:
    to.parent.mkdir(parents=True, exist_ok=True)
    with closing(sqlite3.connect(source)) as copy, closing(sqlite3.connect(to)) as own:
        copy.backup(own)


def _restore_postgresql(dumped: Path, to: str) -> None:
    options = ["--no-owner", "--no-privileges", "--single-transaction", "--exit-on-error"]
    run(["pg_restore", *options, f"--dbname={to}", str(dumped)], **_password())


@contextmanager
def scratch(dumped: Path, folder: Path) -> Iterator[str]:
    """The dump in a database of its own, gone afterwards. Gives its DATABASE_URL."""
    if connection.vendor == "sqlite":
        path = folder / "scratch.sqlite3"
        _copy_sqlite(dumped, path)
        yield f"sqlite:///{path}"
        return
    owner = _owner()
    name = f"{connection.settings_dict['NAME']}_scratch_{secrets.token_hex(4)}"
    with _connected() as db:
        try:
            db.execute(f'CREATE DATABASE "{name}" TEMPLATE template0')
        except psycopg.errors.InsufficientPrivilege as error:
            raise Refused(
                "To try a copy out it is restored into a database of its own, and the owner of the tables may not make "
                f"one. As a superuser: ALTER ROLE {owner['USER']} CREATEDB"
            ) from error
        try:
            _restore_postgresql(dumped, _address(name))
            yield _address(name, with_password=True).replace("postgresql://", "postgres://", 1)
        finally:
            db.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


# --- Who does it ------------------------------------------------------------------------------------
def _owner() -> dict[str, Any]:
    """Settings of the database as the owner of its tables, where one is set."""
    if settings.MIGRATE_DATABASE_URL:
        return dict(environ.Env.db_url_config(settings.MIGRATE_DATABASE_URL))
    return dict(settings.DATABASES["default"])


def _address(name: str = "", *, with_password: bool = False) -> str:
    held = _owner()
    secret = f":{quote(held['PASSWORD'], safe='')}" if with_password and held["PASSWORD"] else ""
    port = f":{held['PORT']}" if held["PORT"] else ""
    who, host = quote(held["USER"] or "", safe=""), quote(held["HOST"] or "", safe="")
    return f"postgresql://{who}{secret}@{host}{port}/{quote(name or connection.settings_dict['NAME'], safe='')}"


def _password() -> dict[str, str]:
    """For programs: in the environment, for everybody can read a program's arguments."""
    return {"PGPASSWORD": held} if (held := _owner()["PASSWORD"]) else {}


def _connected() -> "psycopg.Connection[tuple[Any, ...]]":
    return psycopg.connect(_address(with_password=True), autocommit=True)


BY_ITSELF = {"MIGRATE_DATABASE_URL": "", "REDIS_URL": ""}


def manage(*arguments: str, **env: str) -> str:
    """`manage.py …` in a process of its own: with other settings, or after the database was changed underneath."""
    return run([sys.executable, str(settings.BASE_DIR / "manage.py"), *arguments], **env)


def manage_each(*commands: list[str], **env: str) -> list[str]:
    """Several in one process: starting costs more than most of them. What each said; the first that fails ends it."""
    code = (
        "import io, json, sys, django; django.setup()\n"
        "from django.core.management import call_command\n"
        "for command in json.loads(sys.argv[1]):\n"
        "    out = io.StringIO(); call_command(*command, stdout=out); print(json.dumps(out.getvalue()))"
    )
    said = run([sys.executable, "-c", code, json.dumps(commands)], PYTHONPATH=str(settings.BASE_DIR), **env)
    return [json.loads(line).strip() for line in said.splitlines()]


def run(command: list[str], **env: str) -> str:
    """A program's output. Refused with its own words if it fails."""
    try:
        done = subprocess.run(command, env={**os.environ, **env}, capture_output=True, text=True)
    except FileNotFoundError as error:
        raise Refused(f"{command[0]} is not installed.") from error
    if done.returncode:
        raise Refused(f"{Path(command[0]).name} failed: {(done.stderr or done.stdout).strip()[-1500:]}")
    return done.stdout
