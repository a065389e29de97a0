"""What the mail server took, noted in the moment it says so: in a file, in microseconds, before the database is told.

A worker killed between the server's answer and the database's would leave a message of which nobody knows. Its file
survives it (a killed process loses nothing that was written), and whoever sends next reads it before anything is sent
again. Lines are numbers of messages: no address, no words. docs/decisions/outbox.md
"""

import logging
import os
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from uuid import UUID

from django.conf import settings

from audit import clock
from people.models import Message

KEPT = timedelta(hours=1)  # a file in which nothing was written for so long is of a worker that is gone
log = logging.getLogger(__name__)


def folder() -> Path:
    """Beside the ledger: on this machine, outside the database."""
    return Path(settings.ERASURE_LEDGER).with_name("outbox-taken")


class Notes:
    """One worker's file. Where none can be written, messages go all the same."""

    def __init__(self, me: str) -> None:
        self.path, self.file = folder() / me, -1

    def open(self) -> None:
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self.file = os.open(self.path, os.O_CREAT | os.O_WRONLY | os.O_APPEND, 0o600)
        except OSError:
            log.warning(
                "outbox: no notes are kept in %s; one e-mail may go twice if a worker is killed", self.path.parent
            )

    def taken(self, message: Message) -> None:
        if self.file >= 0:
            os.write(self.file, message.number.hex.encode() + b"\n")

    def over(self) -> None:
        """Everything is in the database."""
        if self.file >= 0:
            os.close(self.file)
            self.file = -1
            self.path.unlink(missing_ok=True)


def noted() -> list[Message]:
    """Messages that a mail server took and the database does not call sent."""
    numbers: list[UUID] = []
    for path in _files():
        for line in path.read_text(errors="replace").split():
            with suppress(ValueError):  # half a line: the machine died
                numbers.append(UUID(hex=line))
    waits = [Message.State.HANDING, Message.State.WAITING]
    return [
        message
        for first in range(0, len(numbers), 500)
        for message in Message.objects.filter(number__in=numbers[first : first + 500], state__in=waits)
    ]


def clear() -> None:
    """After what they say is in the database: files of workers that are gone."""
    for path in _files():
        if path.stat().st_mtime < (clock.now() - KEPT).timestamp():
            path.unlink(missing_ok=True)


def _files() -> list[Path]:
    return sorted(folder().iterdir()) if folder().is_dir() else []
