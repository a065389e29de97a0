"""Where the live path reads the database: a few threads of its own, each with a connection of its own.

Reading for the rooms never waits behind a hall of phones that all connect at once, nor the other way round.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from typing import ParamSpec, TypeVar

from django.db import DatabaseError, InterfaceError, connection

P = ParamSpec("P")
T = TypeVar("T")
_reading = ThreadPoolExecutor(1, "live-reading")
_admitting = ThreadPoolExecutor(3, "live-admitting")


async def reading(call: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Run `call` on the thread that reads for the rooms."""
    return await _run(_reading, lambda: call(*args, **kwargs))


async def admitting(call: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Run `call` on one of the threads that look at who may listen."""
    return await _run(_admitting, lambda: call(*args, **kwargs))


async def _run(pool: ThreadPoolExecutor, call: Callable[[], T]) -> T:
    context = copy_context()  # a travelled clock travels along
    return await asyncio.get_running_loop().run_in_executor(pool, context.run, _with_connection, call)


def _with_connection(call: Callable[[], T]) -> T:
    """Once more on a new connection when the first was dead: these calls only read."""
    try:
        return call()
    except (DatabaseError, InterfaceError):
        connection.close()
        return call()
    finally:
        if connection.vendor != "sqlite":  # back to the pool; SQLite has none, and opening its file anew costs more
            connection.close()
