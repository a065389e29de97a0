"""The only clock. Everything that asks what time it is asks here, so that seeds and tests can travel."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime
from typing import Any

from django.db import connection
from django.utils import timezone

#: The database's own clock, as text in the form Django stores on SQLite. On PostgreSQL not `now()`: that is the moment
#: the transaction began, and a statement may have waited since.
_DATABASE = {"sqlite": "strftime('%%Y-%%m-%%d %%H:%%M:%%f', 'now')", "postgresql": "clock_timestamp()"}
_travelled: ContextVar[datetime | None] = ContextVar("travelled", default=None)


def now() -> datetime:
    """The present moment, aware, in UTC (or the moment travelled to)."""
    return _travelled.get() or timezone.now()


def today() -> date:
    """The present day where the consultation happens (settings.TIME_ZONE)."""
    return timezone.localdate(now())


def in_sql() -> tuple[str, list[Any]]:
    """The present moment for a statement, with its parameters: the clock that every process shares.

    Where many machines write, each with a clock that may be wrong, this one decides what came too late.
    """
    moment = _travelled.get()
    if moment is not None:
        return "%s", [connection.ops.adapt_datetimefield_value(moment)]
    return _DATABASE[connection.vendor], []


@contextmanager
def travel(to: datetime) -> Iterator[None]:
    """Hold the clock at `to` (aware) inside the block. For seeds and tests only."""
    token = _travelled.set(to)
    try:
        yield
    finally:
        _travelled.reset(token)
