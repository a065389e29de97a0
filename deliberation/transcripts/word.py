"""Word documents. Checks the container before anything is unpacked."""

from __future__ import annotations

import io
import zipfile
import zlib
from typing import TYPE_CHECKING, Any

from deliberation.transcripts.decoding import NOT_TEXT, refusal
from deliberation.transcripts.model import Findings, TranscriptError
from deliberation.transcripts.source import SourceLine

if TYPE_CHECKING:
    from docx.table import Table
    from docx.text.paragraph import Paragraph

OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ZIP_MARKS = (b"PK\x03\x04", b"PK\x05\x06")
MOST_PARTS = 2_000
LARGEST_UNPACKED = 100_000_000
LARGEST_RATIO = 200
RATIO_MATTERS = 1_000_000
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
DAMAGE = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, ValueError, RuntimeError)
HIDDEN = ".//w:ins | .//w:del | .//w:moveFrom | .//w:moveTo"
BOXED = ".//w:sdt//w:t | .//w:txbxContent//w:t | .//w:smartTag//w:t | .//w:fldSimple//w:t"


def is_word(data: bytes) -> bool:
    """A zip file or an old Office file: `source_lines` says what exactly."""
    return data.startswith((OLD_OFFICE, *ZIP_MARKS))


def source_lines(data: bytes, findings: Findings) -> tuple[str, list[SourceLine]]:
    """The document's title, and its paragraphs and table rows in order."""
    _check_container(data)
    import docx  # slow to import, and few pages need it

    try:
        document = docx.Document(io.BytesIO(data))
        found = _Body(findings)
        found.read(document)
        return found.title, found.lines
    except Exception as fault:  # the library raises whatever the damaged part happens to break
        raise refusal("The Word file is damaged and cannot be read. Save it again and retry.") from fault


def _check_container(data: bytes) -> None:
    if data.startswith(OLD_OFFICE):
        raise refusal(
            "The Word file is protected by a password or in the old .doc format. Save it as .docx without a password."
        )
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as pack:
            parts = pack.infolist()
            _check_parts(parts)
            for part in parts:
                if part.filename.endswith((".xml", ".rels")) and _declares(pack, part):
                    raise refusal("The Word file holds definitions (DTD) that no Word file needs.")
    except TranscriptError:
        raise
    except DAMAGE as fault:
        raise refusal("The Word file is damaged: it cannot be unpacked.") from fault


def _check_parts(parts: list[zipfile.ZipInfo]) -> None:
    if any(part.flag_bits & 0x1 for part in parts):
        raise refusal("The file is protected by a password. Save it without one.")
    unpacked = sum(part.file_size for part in parts)
    if len(parts) > MOST_PARTS or unpacked > LARGEST_UNPACKED:
        raise refusal(f"The file unpacks to more than {LARGEST_UNPACKED:,} bytes or {MOST_PARTS:,} parts.")
    for part in parts:
        if part.file_size > RATIO_MATTERS and part.file_size > LARGEST_RATIO * max(part.compress_size, 1):
            raise refusal("The file unpacks to far more than its own size. No transcript does that.")
    names = {part.filename for part in parts}
    if not {"[Content_Types].xml", "word/document.xml"} <= names:
        raise refusal("This is a zip file, but not a Word document.")
    if len(names) != len(parts):
        raise refusal("The Word file is damaged: a part is there twice.")


def _declares(pack: zipfile.ZipFile, part: zipfile.ZipInfo) -> bool:
    with pack.open(part) as handle:
        start = handle.read(4096).replace(b"\0", b"")
    return b"<!DOCTYPE" in start or b"<!ENTITY" in start


class _Body:
    """Walks the body. A paragraph or a table row is one line to count."""

    def __init__(self, findings: Findings) -> None:
        self._findings = findings
        self._number = 0
        self.title = ""
        self.lines: list[SourceLine] = []

    def read(self, document: Any) -> None:
        from docx.table import Table
        from docx.text.paragraph import Paragraph

        for element in document.element.body.iterchildren():
            if element.tag.endswith("}p"):
                self._paragraph(Paragraph(element, document))
            elif element.tag.endswith("}tbl"):
                self._table(Table(element, document))
            elif _find(element, ".//w:t"):
                self._number += 1
                words = "".join(text.text or "" for text in _find(element, ".//w:t"))
                self._refuse(words, "Words in a content control cannot be read. Copy them as plain text.")

    def _refuse(self, words: str, problem: str) -> None:
        self._findings.refuse(self._number, words, problem)

    def _whole(self, element: Any, words: str) -> bool:
        """Is everything in this part readable? Words must never go missing in silence."""
        if _find(element, HIDDEN):
            self._refuse(words, "There are tracked changes here. Accept or reject them first.")
        elif _find(element, BOXED):
            self._refuse(words, "Words in a box or content control cannot be read. Copy them as plain text.")
        else:
            return True
        return False

    def _paragraph(self, paragraph: Paragraph) -> None:
        self._number += 1
        style = (paragraph.style.name or "") if paragraph.style else ""
        text = paragraph.text
        if not self._whole(paragraph._p, text):
            return
        if text.strip() and style == "Title" and not self.title:
            self.title = text.strip()
        elif text.strip() and style.startswith(("Title", "Subtitle", "Heading")):
            self._findings.warn(self._number, text, "This heading was left out.")
        else:
            self._add(text, bold=_bold_start(paragraph))

    def _add(self, text: str, *, bold: str | None = None, label: str | None = None) -> None:
        if bad := NOT_TEXT.search(text):
            self._refuse(text, f"The line holds a control character (code {ord(bad[0])}).")
        if label is not None:
            self.lines.append(SourceLine(self._number, text, label=label))
            return
        for place, line in enumerate(text.split("\n")):
            self.lines.append(SourceLine(self._number, line, bold=None if place else bold))

    def _table(self, table: Table) -> None:
        for place, row in enumerate(table.rows):
            self._number += 1
            cells = [cell.text.strip() for cell in row.cells]
            if not self._whole(row._tr, " | ".join(cells)):
                continue
            if _find(row._tr, ".//w:tbl"):
                self._refuse("", "A table inside a table cannot be read.")
            elif len(cells) != 2:
                self._refuse(" | ".join(cells), "A table needs two columns: speaker and words.")
            elif place == 0 and cells[0].casefold() in ("speaker", "name", "who"):
                continue
            else:
                self._row(*cells)

    def _row(self, speaker: str, words: str) -> None:
        speaker = speaker.removesuffix(":").strip()
        if speaker.casefold().strip("[]") == "note":
            self._add("")
            self._add(f"Note: {' '.join(words.split())}")
            self._add("")
        elif speaker:
            self._add(words, label=" ".join(speaker.split()))
        elif words:
            self._refuse(words, "The first column is empty. Write who says this.")


def _bold_start(paragraph: Paragraph) -> str | None:
    """The bold words a paragraph starts with, unless all of it is bold."""
    found, runs = "", [run for run in paragraph.runs if run.text]
    for place, run in enumerate(runs):
        if not run.bold:
            return found.strip().split("\n")[0] or None if place else None
        found += run.text
    return None


def _find(element: Any, path: str) -> list[Any]:
    """XPath with Word's own prefix, on parts the library has no class for as well."""
    from lxml import etree

    found: list[Any] = etree.XPath(path, namespaces={"w": WORD})(element)
    return found
