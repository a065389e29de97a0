"""Is this process fit to answer? Asked every few seconds by whoever sends people here, so it costs next to nothing."""

import time
from functools import cache

from django.conf import settings
from django.db import DatabaseError, InterfaceError, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from redis import Redis
from redis.exceptions import RedisError

HELD = 2.0  # seconds: many may ask, one asks the database
_last: tuple[float, list[str]] = (-HELD, [])


def missing() -> list[str]:
    """What is not there, in words that say nothing about anybody. Empty when all is well."""
    global _last
    at, found = _last
    if time.monotonic() - at >= HELD:
        found = [*database(), *redis()]
        _last = (time.monotonic(), found)
    return found


def database() -> list[str]:
    try:
        waiting = not_applied()
    except (DatabaseError, InterfaceError):
        return ["The database does not answer."]
    return [f"The schema is older than the code: {len(waiting)} migrations wait."] if waiting else []


def not_applied() -> list[str]:
    applied = set(MigrationRecorder(connection).applied_migrations())
    return sorted(f"{app}.{name}" for app, name in _leaves() - applied)


@cache
def _leaves() -> frozenset[tuple[str, str]]:
    """The last migration of every app, as the code has them."""
    return frozenset(MigrationLoader(None).graph.leaf_nodes())


def redis() -> list[str]:
    if not settings.REDIS_URL:
        return []
    try:
        _client().ping()
    except (RedisError, OSError):
        return ["Redis does not answer: live sessions do not move, and tries are counted for each process alone."]
    return []


@cache
def _client() -> Redis:
    """Redis itself: the cache would answer from memory while it is away."""
    return Redis.from_url(settings.REDIS_URL, socket_timeout=1, socket_connect_timeout=1)
