"""A job that can be held: it says where it is, and waits to be let on."""

import os
import select
from pathlib import Path

from django.contrib.auth.models import Group
from django_tasks import task

PATIENCE = 60  # seconds; a test that waits so long has failed


@task()
def make_once(folder: str) -> None:
    """A row that may be there once, and a stop on either side of it."""
    _stop(folder, b"before")
    Group.objects.get_or_create(name="made once")
    _stop(folder, b"after")


@task()
def fall_over() -> None:
    raise ZeroDivisionError


def _stop(folder: str, where: bytes) -> None:
    with open(f"{folder}/where", "wb", buffering=0) as told, open(f"{folder}/on", "rb", buffering=0) as let_on:
        told.write(where.ljust(6))
        let_on.read(1)


class Held:
    """The other ends, in the test. Both are opened to read and write, so that neither waits for somebody."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        for name in ("where", "on"):
            os.mkfifo(folder / name)
        self._where, self._on = (os.open(folder / name, os.O_RDWR) for name in ("where", "on"))

    def where(self) -> str:
        assert select.select([self._where], [], [], PATIENCE)[0], "no job came to its stop"
        return os.read(self._where, 6).decode().strip()

    def let_on(self) -> None:
        os.write(self._on, b"x")

    def close(self) -> None:
        os.close(self._where)
        os.close(self._on)
