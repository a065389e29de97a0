"""The few addresses that take a file, and how large: everywhere else a file is refused unread.

UPLOADS of each `wiring.py`: pattern of a path → the most bytes. Such a file stays in memory and is never served again.
SEVERAL_FILES: patterns of those that take a handful, as large together as one.
"""

import io
import re
from functools import cache
from typing import Any

from django.core.exceptions import SuspiciousOperation
from django.core.files.uploadedfile import InMemoryUploadedFile
from django.core.files.uploadhandler import FileUploadHandler, StopFutureHandlers

from audit.wiring import wired, wired_map

AROUND = 100_000  # bytes of the other fields and the marks between them
HANDFUL = 8  # files


class FileTooBig(SuspiciousOperation):
    """What is sent is larger than its address takes. Raised as soon as it is."""


class TooManyFiles(SuspiciousOperation):
    """More files than the address takes. Raised at the heading of the first that is too many."""


@cache
def _patterns() -> tuple[tuple[re.Pattern[str], int], ...]:
    return tuple((re.compile(pattern), most) for pattern, most in wired_map("UPLOADS").items())


def most_at(path: str) -> int:
    """How many bytes a file sent to this path may have; 0 where files are refused."""
    return next((most for pattern, most in _patterns() if pattern.fullmatch(path)), 0)


def files_at(path: str) -> int:
    """How many files may be sent to this path at once, where any may."""
    return HANDFUL if any(re.fullmatch(pattern, path) for pattern in wired("SEVERAL_FILES")) else 1


class IntoMemory(FileUploadHandler):
    """Takes `files` files into memory, up to `most` bytes of all."""

    def __init__(self, request: Any, most: int, files: int = 1) -> None:
        super().__init__(request)
        self._left, self._files, self._held = most, files, io.BytesIO()

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self._files -= 1
        if self._files < 0:
            raise TooManyFiles
        self._held = io.BytesIO()
        raise StopFutureHandlers

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self._left -= len(raw_data)
        if self._left < 0:
            raise FileTooBig
        self._held.write(raw_data)

    def file_complete(self, file_size: int) -> InMemoryUploadedFile:
        self._held.seek(0)
        return InMemoryUploadedFile(
            self._held, self.field_name, self.file_name, self.content_type, file_size, self.charset
        )
