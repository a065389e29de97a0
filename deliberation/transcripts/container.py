"""What a Word file may hold, checked before a library reads it: counted in passing, nothing kept.

A small file can unpack to gigabytes, or say of one cell that it is ten million columns wide. Each cap is far above any
transcript (three hours of speech are some 3 MB of XML) and bounds time and memory of what reads it next.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from typing import Any
from xml.parsers import expat

from deliberation.transcripts.decoding import refusal
from deliberation.transcripts.model import TranscriptError

MOST_PARTS = 2_000
LARGEST_UNPACKED = 50_000_000  # bytes, pictures and all
LARGEST_XML = 25_000_000  # bytes of all parts that are parsed
LARGEST_RATIO = 200
RATIO_MATTERS = 1_000_000
MOST_ELEMENTS = 600_000
MOST_DEEP = 100
MOST_COLUMNS = 63  # Word's own
MOST_ROWS = 20_000
MOST_STYLES = 5_000
MOST_LINKS = 5_000
MOST_NAMES = 20_000
MOST_ATTRIBUTES = 100  # of one element
SPANS = {"gridSpan", "gridBefore", "gridAfter", "hMerge"}
COUNTED = {
    "tr": (MOST_ROWS, "table rows"),
    "style": (MOST_STYLES, "styles"),
    "Relationship": (MOST_LINKS, "links"),
    "xmlns": (MOST_NAMES, "namespaces"),
}
DAMAGE = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, ValueError, RuntimeError)
SHORTER = "Copy the words into a new document and save that."
PIECE = 65_536
EBCDIC = b"\x4c\x6f\xa7\x94"  # "<?xm"


def check(data: bytes) -> None:
    """Raise TranscriptError for a file that is no Word document, or holds more than any transcript."""
    if data.count(b"PK\x01\x02") > 2 * MOST_PARTS:  # before the list of parts is read, whatever it says of its length
        raise refusal(f"The file holds more than {MOST_PARTS:,} parts. {SHORTER}")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as pack:
            parts = pack.infolist()
            _check_parts(parts)
            parsed = [part for part in parts if _may_be_parsed(pack, part)]
            if sum(part.file_size for part in parsed) > LARGEST_XML:
                raise refusal(f"The file holds more than {LARGEST_XML:,} bytes of text and layout. Split it.")
            scan = _Scan()
            for part in parsed:
                scan.part(pack, part)
    except TranscriptError:
        raise
    except DAMAGE as fault:
        raise refusal("The Word file is damaged: it cannot be unpacked.") from fault


def _check_parts(parts: list[zipfile.ZipInfo]) -> None:
    if any(part.flag_bits & 0x1 for part in parts):
        raise refusal("The file is protected by a password. Save it without one.")
    unpacked = sum(part.file_size for part in parts)
    if len(parts) > MOST_PARTS or unpacked > LARGEST_UNPACKED:
        raise refusal(
            f"The file unpacks to more than {LARGEST_UNPACKED:,} bytes or {MOST_PARTS:,} parts. "
            "Take the pictures out, or split it."
        )
    for part in parts:
        if part.file_size > RATIO_MATTERS and part.file_size > LARGEST_RATIO * max(part.compress_size, 1):
            raise refusal("The file unpacks to far more than its own size. No transcript does that.")
    names = {part.filename for part in parts}
    if not {"[Content_Types].xml", "word/document.xml"} <= names:
        raise refusal("This is a zip file, but not a Word document.")
    if len(names) != len(parts):
        raise refusal("The Word file is damaged: a part is there twice.")


def _may_be_parsed(pack: zipfile.ZipFile, part: zipfile.ZipInfo) -> bool:
    """By name, or because it begins as XML: the library goes by what another part says of it."""
    if part.filename.endswith((".xml", ".rels")):
        return True
    with pack.open(part) as handle:
        start = handle.read(256).replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    return start.startswith((b"<", EBCDIC))


class _Scan:
    """Counts what all parts hold together."""

    def __init__(self) -> None:
        self._elements = self._depth = 0
        self._counts = dict.fromkeys(COUNTED, 0)

    def part(self, pack: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.StartElementHandler, parser.EndElementHandler = self._begin, self._end
        parser.StartDoctypeDeclHandler = parser.EntityDeclHandler = self._declared
        parser.StartNamespaceDeclHandler = lambda *_: self._count("xmlns")
        self._depth = 0
        try:
            with pack.open(part) as handle:
                while piece := handle.read(PIECE):
                    parser.Parse(piece, False)
            parser.Parse(b"", True)
        except expat.ExpatError as fault:
            raise refusal("The Word file is damaged and cannot be read. Save it again and retry.") from fault

    def _declared(self, *args: Any) -> None:
        raise refusal("The Word file holds definitions (DTD) that no Word file needs.")

    def _begin(self, name: str, attributes: dict[str, str]) -> None:
        self._elements += 1
        self._depth += 1
        if self._elements > MOST_ELEMENTS:
            raise refusal(f"The file holds more than {MOST_ELEMENTS:,} pieces of text and layout. {SHORTER}")
        if self._depth > MOST_DEEP:
            raise refusal(f"Parts of the file lie inside each other more than {MOST_DEEP} deep. {SHORTER}")
        if len(attributes) > MOST_ATTRIBUTES:
            raise refusal(f"A part of the file has more than {MOST_ATTRIBUTES} properties. {SHORTER}")
        short = name.rpartition(" ")[2]
        if short in COUNTED:
            self._count(short)
        elif short in SPANS:
            _check_span(attributes)

    def _end(self, name: str) -> None:
        self._depth -= 1

    def _count(self, short: str) -> None:
        self._counts[short] += 1
        most, what = COUNTED[short]
        if self._counts[short] > most:
            raise refusal(f"The file holds more than {most:,} {what}. {SHORTER}")


def _check_span(attributes: dict[str, str]) -> None:
    for name, value in attributes.items():
        if name.rpartition(" ")[2] == "val" and not (value.isalpha() or (value.isdigit() and _few(value))):
            raise refusal(f"A table cell says it is more than {MOST_COLUMNS} columns wide. {SHORTER}")


def _few(value: str) -> bool:
    return len(value) <= 4 and int(value) <= MOST_COLUMNS
