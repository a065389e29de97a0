"""CSV rows one at a time, each with the line it starts on. Knows nothing about Polis."""

from __future__ import annotations

import csv
import os
import re
from collections.abc import Iterator

from deliberation.polis.files import File
from deliberation.polis.model import PolisError, Progress

LONGEST_FIELD = 131_072
LONGEST_LINE = 1_000_000
LONGEST_ROW = 4_000_000  # with the line breaks inside its quotation marks
LARGEST_FILE = 1_000_000_000
OTHERS = {";": "semicolons", "\t": "tabs", "|": "upright strokes"}
REPORT_EVERY = 5_000
WHOLE_NUMBER = re.compile(r"-?[0-9]{1,18}")


class Rows:
    """The rows of one CSV file. Reads a bounded piece at a time and refuses damage with file and line."""

    def __init__(self, path: File, progress: Progress | None = None) -> None:
        self.file, self._path, self._progress = path.name, path, progress
        self._line = self._done = self._size = self._held = 0
        self.header: list[str] = []
        self._records = self._open_records()
        row, cells = next(self._records, (0, []))
        if not cells:
            raise self.error(row, "The file is empty.")
        self.header = [name.strip().casefold() for name in cells]
        if len(cells) == 1 and (sign := next((one for one in OTHERS if one in cells[0]), "")):
            raise self.error(1, f"The columns are separated by {OTHERS[sign]}. Save the file as CSV with commas.")

    def error(self, row: int, problem: str) -> PolisError:
        """The refusal for this file, ready to raise."""
        return PolisError(self.file, row, problem)

    def column(self, name: str) -> int:
        """Where the named column is. It must be there exactly once."""
        if name not in self.header:
            raise self.error(1, f"The column “{name}” is missing.")
        if self.header.count(name) > 1:
            raise self.error(1, f"The column “{name}” is there more than once.")
        return self.header.index(name)

    def whole(self, row: int, cells: list[str], column: int) -> int:
        """The whole number in a cell."""
        return self.number(row, cells[column], self.header[column])

    def number(self, row: int, value: str, name: str) -> int:
        """A whole number written in plain digits; nothing else passes."""
        if not WHOLE_NUMBER.fullmatch(value):
            raise self.error(row, f"“{value[:40]}” in column “{name}” is not a whole number.")
        return int(value)

    def __iter__(self) -> Iterator[tuple[int, list[str]]]:
        """Each row after the header, with its line. Every row must be as wide as the header."""
        width = len(self.header)
        for count, (row, cells) in enumerate(self._records):
            if len(cells) != width:
                raise self.error(row, f"The row has {len(cells)} columns where the header has {width}.")
            if count % REPORT_EVERY == 0:
                self._report()
            yield row, cells
        self._report()

    def _report(self) -> None:
        if self._progress:
            self._progress(self.file, self._done, self._size)

    def _open_records(self) -> Iterator[tuple[int, list[str]]]:
        """Parsed records with their first line. Blank lines are no rows."""
        csv.field_size_limit(LONGEST_FIELD)  # one for the whole process: whoever reads a transcript sets another
        reader = csv.reader(self._lines(), strict=True)
        while True:
            start, self._held = self._line + 1, 0
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error as fault:
                raise self.error(start, _plainly(fault)) from fault
            if cells:
                yield start, cells

    def _lines(self) -> Iterator[str]:
        """Decoded lines. Reading bytes keeps the line number exact when the encoding is wrong."""
        try:
            with self._path.open("rb") as handle:
                self._size = handle.seek(0, os.SEEK_END)
                handle.seek(0)
                if self._size > LARGEST_FILE:
                    raise self.error(0, f"The file is larger than {LARGEST_FILE:,} bytes.")
                while raw := handle.readline(LONGEST_LINE + 1):
                    self._done += len(raw)
                    self._held += len(raw)
                    if self._held > LONGEST_ROW:
                        raise self.error(self._line + 1, "The row never ends. A quotation mark may be missing.")
                    text = self._decoded(raw)
                    self._line += 1
                    yield text
        except FileNotFoundError as fault:
            raise self.error(0, "The file is missing.") from fault
        except OSError as fault:
            raise self.error(0, f"The file cannot be opened ({fault.strerror}).") from fault

    def _decoded(self, raw: bytes) -> str:
        row = self._line + 1
        if len(raw) > LONGEST_LINE:
            raise self.error(row, f"The line is longer than {LONGEST_LINE:,} bytes.")
        if row == 1 and raw.startswith((b"\xff\xfe", b"\xfe\xff")):
            raise self.error(1, "The file is in UTF-16. Save it as UTF-8.")
        if b"\0" in raw:
            raise self.error(row, "The line holds a NUL byte. The file is damaged.")
        try:
            return raw.decode("utf-8-sig" if row == 1 else "utf-8")
        except UnicodeDecodeError as fault:
            raise self.error(row, "The line is not UTF-8 text.") from fault


def _plainly(fault: csv.Error) -> str:
    """The csv module's complaint in words an operator can act on."""
    text = str(fault)
    if "unexpected end of data" in text:
        return "A quoted field that starts here is never closed. The file may be cut short."
    if "field larger" in text:
        return "A field that starts here is too long. A quotation mark may be missing."
    return f"The row cannot be read as CSV ({text})."
