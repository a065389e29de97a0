"""A world that many tests begin with is told once; in later tests its rows are put back, which is ten times quicker.

Only on SQLite, at the real time of day, in a test that is undone, and only where the database holds exactly what it
held when the world was told: nothing, or another remembered world with nothing written since. Anywhere else the world
is told in full. Rows come back, and nothing else: no e-mail, no cache, no work after the commit. A test that changes
how a world comes about (a patch of an act it uses) tells the story itself.
"""

import copy
import functools
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, ParamSpec, TypeVar

from django.db import connection, transaction

from audit import clock

P = ParamSpec("P")
T = TypeVar("T")
#: Seconds after which a world is told anew: what happened in it happened a moment ago, in every test.
KEPT = 5


#: Tables that are never empty.
STANDING = {"auth_group", "auth_permission", "django_content_type", "django_migrations", "django_site"}


@dataclass(eq=False)
class Told:
    rows: dict[str, list[tuple[Any, ...]]]  # by table: what is new or not as before
    emptied: list[str]  # tables that lost rows or changed some: all their rows are put back
    base: list[Any]  # what it builds on, as it was afterwards
    made: Any
    at: float = field(default_factory=time.monotonic)


@dataclass
class Known:
    """What the database holds: this world, until the marks of its writing have moved on."""

    world: Told
    made: Any
    marks: tuple[int, int]


#: By the world below, if any, and how it is told. A world below that was told anew is another one.
_told: dict[tuple[Told | None, Callable[..., Any], str], Told] = {}
_known: Known | None = None


def forget() -> None:
    """A new test: what the database holds is not known."""
    global _known
    _known = None


def remembered(make: Callable[P, T]) -> Callable[P, T]:
    """`make`, told once for each way it is called. What it builds on, if anything, it takes first: what the remembered
    world before it returned, given by position. Its parts are new objects afterwards. The rest of what it takes is told
    apart by its `repr`.
    """

    @functools.wraps(make)
    def world(*args: P.args, **kwargs: P.kwargs) -> T:
        global _known
        base = [arg for arg in args[:1] if hasattr(arg, "__dict__")]
        if not _holds(*base):
            return make(*args, **kwargs)
        key = (_known.world if base and _known else None, make, repr((args[len(base) :], kwargs)))
        told = _told.get(key)
        if told is None or time.monotonic() - told.at > KEPT:
            told, made = _tell(functools.partial(make, *args, **kwargs), base)
            for old in [one for one, kept in _told.items() if time.monotonic() - kept.at > KEPT]:
                del _told[old]
            _told[key] = told
        else:
            as_then, made = copy.deepcopy((told.base, told.made))
            for mine, then in zip(base, as_then, strict=True):
                vars(mine).update(vars(then))
            _put_back(told)
        _known = Known(told, made, _marks())
        return made

    return world


def _holds(base: Any = None) -> bool:
    """True where the database is known to hold the world that `base` came from and nothing else; None: nothing."""
    if connection.vendor != "sqlite" or not connection.in_atomic_block:
        return False
    if abs(clock.now() - datetime.now(UTC)) > timedelta(seconds=1):
        return False
    if base is None:
        return _is_empty()
    return _known is not None and base is _known.made and _marks() == _known.marks


def _marks() -> tuple[int, int]:
    """Move on with every row written: by this connection, and by any other."""
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA data_version")
        return connection.connection.total_changes, cursor.fetchone()[0]


@functools.cache
def _tables() -> list[str]:
    """Those with triggers first: what these look for elsewhere is not there yet when their rows are put back."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tbl_name FROM sqlite_master WHERE type = 'trigger'")
        watched = {name for (name,) in cursor.fetchall()}
    return sorted(
        set(connection.introspection.django_table_names()) - STANDING, key=lambda name: (name not in watched, name)
    )


def _is_empty() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {' OR '.join(f'EXISTS (SELECT 1 FROM {table})' for table in _tables())}")
        return not cursor.fetchone()[0]


def _rows(table: str) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {table}")
        return cursor.fetchall()


def _tell(make: Callable[[], T], base: list[Any]) -> tuple[Told, T]:
    before = {table: _rows(table) for table in _tables()}
    made = make()
    changed = {table: held for table in _tables() if (held := _rows(table)) != before[table]}
    new = {table: [row for row in held if row not in before[table]] for table, held in changed.items()}
    emptied = [table for table in changed if len(changed[table]) < len(before[table]) + len(new[table])]
    rows = {table: changed[table] if table in emptied else new[table] for table in changed if changed[table]}
    return Told(rows, emptied, *copy.deepcopy((base, made))), made


def _put_back(told: Told) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        for table in reversed(told.emptied):
            cursor.execute(f"DELETE FROM {table}")
        for table, rows in told.rows.items():
            cursor.executemany(f"INSERT INTO {table} VALUES ({', '.join(['%s'] * len(rows[0]))})", rows)
