"""The only clock. Everything that asks what time it is asks here, so that seeds and tests can travel."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime

from django.utils import timezone

_travelled: ContextVar[datetime | None] = ContextVar("travelled", default=None)


def now() -> datetime:
    """The present moment, aware, in UTC (or the moment travelled to)."""
    return _travelled.get() or timezone.now()


def today() -> date:
    """The present day where the consultation happens (settings.TIME_ZONE)."""
    return timezone.localdate(now())


@contextmanager
def travel(to: datetime) -> Iterator[None]:
    """Hold the clock at `to` (aware) inside the block. For seeds and tests only."""
    token = _travelled.set(to)
    try:
        yield
    finally:
        _travelled.reset(token)
