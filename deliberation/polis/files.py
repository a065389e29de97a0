"""Where the files of an export are: in a folder, or in memory as a browser sent them. Both are read the same way."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from deliberation.polis.model import PolisError

Where = str | os.PathLike[str]


@dataclass(frozen=True, slots=True)
class Sent:
    """One file in memory; None: it was not sent."""

    name: str
    data: bytes | None

    def exists(self) -> bool:
        return self.data is not None

    def open(self, mode: str) -> BytesIO:
        if self.data is None:
            raise FileNotFoundError(self.name)
        return BytesIO(self.data)


@dataclass(frozen=True, slots=True)
class SentFolder:
    """The files that were sent, by name."""

    files: Mapping[str, bytes]

    def __truediv__(self, name: str) -> Sent:
        return Sent(name, self.files.get(name))


File = Path | Sent
Folder = Path | SentFolder


def opened(where: Where | Mapping[str, bytes]) -> Folder:
    """What files are looked up in. Raises PolisError where there is no such folder."""
    if isinstance(where, Mapping):
        return SentFolder(where)
    home = Path(where)
    if not home.is_dir():
        raise PolisError(str(home.name or home), 0, "There is no such folder.")
    return home
