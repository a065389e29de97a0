"""A worker at work: the library's own loop, with a heart beside it (workers.py)."""

import logging
import os
import secrets
import sys
import threading
from collections.abc import Callable
from types import FrameType

from django.db import connection
from django_tasks.base import DEFAULT_TASK_BACKEND_ALIAS
from django_tasks_db.management.commands import db_worker

from people.background import workers

log = logging.getLogger(__name__)
AGAIN = 5.0  # seconds until a worker that fell over (its database was away) tries again
LOOK = 1.0  # seconds between looks for a job


def new_name() -> str:
    return f"{os.uname().nodename[:30]}-{os.getpid()}-{secrets.token_hex(6)}"


class Loop(db_worker.Worker):
    """Takes one job after another. A second Ctrl+C leaves at once; the job is put back, not failed."""

    def __init__(self, name: str, *, batch: bool = False) -> None:
        super().__init__(
            queue_names=["*"],
            excluded_queue_names=[],
            interval=LOOK,
            batch=batch,
            max_tasks=None,
            backend_name=DEFAULT_TASK_BACKEND_ALIAS,
            startup_delay=False,
            worker_id=name,
        )

    def shutdown(self, signum: int, frame: FrameType | None) -> None:
        if not self.running:
            os._exit(1)
        self.running = False
        if not self.running_task:
            sys.exit(0)


class Heart(threading.Thread):
    """Says that the worker lives, puts back what dead ones left, and ends a worker whose job hangs (`end`)."""

    def __init__(self, name: str, end: Callable[[], None] | None = None) -> None:
        super().__init__(name="background-heart", daemon=True)
        self.worker, self.end, self.over = name, end, threading.Event()

    def run(self) -> None:
        while not self.over.wait(workers.BEAT):
            try:
                self.once()
            except Exception:
                log.warning("background: no sign of life could be given", exc_info=True)
            finally:
                connection.close()

    def once(self) -> None:
        workers.beat(self.worker)
        workers.put_back()
        if workers.give_up(workers.hanging(self.worker), "It took too long.") and self.end:
            log.error("background: a job hangs; the worker ends, and whoever looks after it starts another")
            self.end()


def work(*, batch: bool = False) -> None:
    """Be a worker until told to stop; with `batch`, until nothing waits. For a process of its own."""
    loop = Loop(new_name(), batch=batch)
    loop.configure_signals()
    heart = Heart(loop.worker_id, end=lambda: os._exit(1))
    heart.once()
    heart.start()
    try:
        loop.run()
    finally:
        heart.over.set()
        workers.leave(loop.worker_id)


class Beside(threading.Thread):
    """A worker as a thread of the process that serves pages. It ends with it."""

    def __init__(self) -> None:
        super().__init__(name="background-worker", daemon=True)
        self.loop = Loop(new_name())
        self.heart = Heart(self.loop.worker_id)
        self.over = threading.Event()

    def run(self) -> None:
        self.heart.start()
        while not self.over.is_set():
            try:
                self.heart.once()
                self.loop.run()
            except Exception:
                log.warning("background: the worker starts again in a moment", exc_info=True)
                self.over.wait(AGAIN)
            finally:
                connection.close()

    def stop(self) -> None:
        """Take no more jobs, and wait a moment for the one at hand; if it is not done by then it is put back."""
        self.loop.running = False
        self.over.set()
        self.heart.over.set()
        self.join(timeout=2 * LOOK)
        workers.leave(self.loop.worker_id)
        connection.close()
