"""The files of an export as a browser sends them: told apart by their first row, whatever they are called."""

from __future__ import annotations

import csv
import io
import re
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from deliberation.polis.export import COMMENTS, PEOPLE, VOTES
from deliberation.polis.model import PolisError
from deliberation.polis.rows import OTHERS

SUMMARY = "summary.csv"
LARGEST_UNPACKED = 30_000_000  # bytes; the largest published conversations are read on the server
MOST_FILES = 50
ZIP = b"PK\x03\x04"
#: What a file is → columns that make it so.
COLUMNS = {
    COMMENTS: {"comment-id", "comment-body"},
    VOTES: {"comment-id", "voter-id", "vote"},
    PEOPLE[0]: {"participant"},
}
#: What it is by name alone, where its first row says nothing: then the reader says what is wrong with it.
ENDINGS = {**{name: name for name in (COMMENTS, VOTES, SUMMARY)}, **dict.fromkeys(PEOPLE, PEOPLE[0])}
#: What each is, in words.
WORDS = {
    COMMENTS: "The statements",
    VOTES: "Each vote, with its time",
    PEOPLE[0]: "The last vote of each person",
    SUMMARY: "What the conversation was called",
    "": "Not needed, and not kept",
}
DAMAGE = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, ValueError, RuntimeError)


@dataclass(frozen=True, slots=True)
class Told:
    """What was understood: the files by the name they have in an export, and what each that was sent is, in words."""

    files: dict[str, bytes]
    rows: tuple[tuple[str, str], ...]
    topic: str


def told(sent: Sequence[tuple[str, bytes]]) -> Told:
    """Sort what was sent. Raises PolisError for a zip that cannot be unpacked, or two files that are the same thing."""
    files: dict[str, bytes] = {}
    named: dict[str, str] = {}
    rows = []
    for name, data in _unpacked(sent):
        what = kind(name, data)
        if what in files:
            raise PolisError(name, 0, f"It is the same kind of file as {named[what]}. Send one export at a time.")
        if what:
            files[what], named[what] = data, name
        rows.append((name, WORDS[what]))
    if not files.keys() & COLUMNS.keys():
        raise PolisError("What was sent", 0, f"None of it is part of a Polis export. Send {COMMENTS} and {VOTES}.")
    return Told(files, tuple(rows), _topic(files.pop(SUMMARY, b"")))


def kind(name: str, data: bytes) -> str:
    """Which file of an export this is; empty where it is none of them."""
    columns = {cell.strip().strip('"').casefold() for cell in re.split(r"[,;\t|]", _first_row(data))}
    for what, needed in COLUMNS.items():
        if needed <= columns:
            return what
    stem = _plain(name)
    return next((what for end, what in ENDINGS.items() if re.search(rf"(?:^|[-_]){re.escape(end)}$", stem)), "")


def is_part(name: str, data: bytes) -> bool:
    """Whether a single file is one of an export, by what is in it: nobody means it as a transcript."""
    columns = set(re.split(rf"[,{''.join(OTHERS)}]", _first_row(data).casefold()))
    return any(needed <= columns for what, needed in COLUMNS.items() if what != PEOPLE[0])


def _plain(name: str) -> str:
    """ "Export/votes (1).CSV" → "votes.csv"."""
    return re.sub(r"\s*\(\d+\)(?=\.csv$)", "", name.replace("\\", "/").rsplit("/", 1)[-1].casefold())


def _first_row(data: bytes) -> str:
    """The first line in any encoding that is likely: enough to tell what it is, and no more."""
    coding = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    return data[:100_000].decode(coding, "replace").split("\n", 1)[0].strip()


def _topic(data: bytes) -> str:
    """What the conversation was called, by its summary; empty where it does not say."""
    text = data[:100_000].decode("utf-8-sig", "replace")
    try:
        rows = [row for row in csv.reader(io.StringIO(text)) if len(row) > 1]
    except csv.Error:
        return ""
    return next((row[1].strip() for row in rows if row[0].strip().casefold() == "topic"), "")


def _unpacked(sent: Sequence[tuple[str, bytes]]) -> Iterator[tuple[str, bytes]]:
    """Every file, those of a zip too. What a Mac adds to one is none."""
    for name, data in sent:
        if data.startswith(ZIP):
            yield from _of_zip(name, data)
        else:
            yield name, data


def _of_zip(name: str, data: bytes) -> Iterator[tuple[str, bytes]]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as pack:
            parts = [one for one in pack.infolist() if not one.is_dir() and not _of_the_mac(one.filename)]
            if len(parts) > MOST_FILES:
                raise PolisError(name, 0, f"It holds more than {MOST_FILES} files. Send one export at a time.")
            if sum(one.file_size for one in parts) > LARGEST_UNPACKED:
                raise PolisError(name, 0, f"It unpacks to more than {LARGEST_UNPACKED // 1_000_000} MB.")
            if any(one.flag_bits & 0x1 for one in parts):
                raise PolisError(name, 0, "It is protected by a password. Save it without one.")
            for one in parts:
                yield one.filename, pack.read(one)
    except PolisError:
        raise
    except DAMAGE as fault:
        raise PolisError(name, 0, "The zip file is damaged: it cannot be unpacked.") from fault


def _of_the_mac(name: str) -> bool:
    return name.startswith("__MACOSX/") or name.rsplit("/", 1)[-1].startswith(".")
