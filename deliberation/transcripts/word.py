"""Word documents. `container.py` checks the file before the library reads it. Tables are read in `word_tables.py`."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from deliberation.transcripts import container
from deliberation.transcripts.decoding import NOT_TEXT, refusal
from deliberation.transcripts.model import Findings
from deliberation.transcripts.source_line import SourceLine
from deliberation.transcripts.word_tables import rows_of
from deliberation.transcripts.word_text import Paragraph, Styles, children, paragraph, removed, tag, words_in
from deliberation.transcripts.wording import count

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ZIP_MARKS = (b"PK\x03\x04", b"PK\x05\x06")
#: Parts beside the text: nobody says them, and they are shown.
BESIDE = {
    "comments": "A comment in the margin of the document. Nobody says it.",
    "footnotes": "A footnote of the document. Nobody says it.",
    "endnotes": "An endnote of the document. Nobody says it.",
    "header": "The head of a page. Nobody says it.",
    "footer": "The foot of a page. Nobody says it.",
}


def is_word(data: bytes) -> bool:
    """A zip file or an old Office file: `source_lines` says what exactly."""
    return data.startswith((OLD_OFFICE, *ZIP_MARKS))


def source_lines(data: bytes, findings: Findings) -> tuple[str, list[SourceLine]]:
    """The document's title, and its paragraphs and table rows in order."""
    if data.startswith(OLD_OFFICE):
        raise refusal(
            "The Word file is protected by a password or in the old .doc format. Save it as .docx without a password."
        )
    container.check(data)
    import docx  # slow to import, and few pages need it

    try:
        document = docx.Document(io.BytesIO(data))
        found = _Body(findings, Styles(document.styles.element))
        found.read(document.element.body)
        _beside(document.part, findings)
    except Exception as fault:  # the library raises whatever the damaged part happens to break
        raise refusal("The Word file is damaged and cannot be read. Save it again and retry.") from fault
    return found.title, found.lines


class _Body:
    """Walks the body. A paragraph or a table row is one line to count."""

    def __init__(self, findings: Findings, styles: Styles) -> None:
        self._findings, self._styles = findings, styles
        self._number = 0
        self.title = ""
        self.lines: list[SourceLine] = []

    def read(self, body: Element) -> None:
        for element in children(body):
            kind = tag(element)
            if kind == "p":
                self._paragraph(element)
            elif kind == "tbl":
                self._table(element)
            else:
                self._number += 1
                self._add(words_in(element))

    def _paragraph(self, element: Element) -> None:
        self._number += 1
        for words in removed(element):
            self._leave(words, "Words that were crossed out in the document (tracked changes).")
        read: Paragraph = paragraph(element, self._styles)
        style = self._styles.name(element)
        if read.text.strip() and style == "Title" and not self.title:
            self.title = read.text.strip()
            self._leave(read.text, "The title of the document.")
        elif read.text.strip() and style.startswith(("Title", "Subtitle", "Heading")):
            self._findings.found += count(read.text)
            self.lines.append(SourceLine(self._number, " ".join(read.text.split()), heading=True))
        else:
            self._add(read.text, bold=read.bold)
        for boxed in read.boxes:
            self._add(boxed)

    def _leave(self, words: str, reason: str) -> None:
        self._findings.found += count(words)
        self._findings.leave(self._number, words, reason)

    def _add(self, text: str, *, bold: str | None = None) -> None:
        text = self._seen(text)
        self._findings.found += count(text)
        for place, line in enumerate(text.split("\n")):
            self.lines.append(SourceLine(self._number, line, bold=None if place else bold))

    def _seen(self, text: str) -> str:
        if not NOT_TEXT.search(text):
            return text
        self._findings.warn(self._number, text, "Signs that nobody can see were taken out of this line.")
        return NOT_TEXT.sub("", text)

    def _table(self, table: Element) -> None:
        for row in rows_of(table):
            self._number += 1
            for words in row.removed:
                self._leave(words, "Words that were crossed out in the document (tracked changes).")
            if row.heads:
                self._leave(" | ".join(row.heads), "The heads of the columns.")
            elif row.speaker is None:
                for cell in row.words:
                    self._add(cell)
            else:
                self._row(row.speaker, self._seen("\n".join(row.words)), row.start, row.marks)

    def _row(self, speaker: str, words: str, start: float | None, marks: str) -> None:
        self._findings.found += count(speaker) + count(words)
        if marks:
            self._leave(marks, "A number or a time of the table.")
        if speaker.casefold().strip("[]:") == "note":
            self._findings.found += 0
            self.lines += [SourceLine(self._number, line) for line in ("", f"Note: {' '.join(words.split())}", "")]
            return
        self._findings.names += count(speaker)
        if words.strip():
            self.lines.append(SourceLine(self._number, words, label=speaker, start=start))


def _beside(part: Element, findings: Findings) -> None:
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    for other in part.package.iter_parts():
        name = str(other.partname).rpartition("/")[2].removesuffix(".xml").rstrip("0123456789")
        if name in BESIDE and str(other.partname).startswith("/word/"):
            for element in children(etree.fromstring(other.blob, parser)):
                words = words_in(element)
                findings.found += count(words)
                findings.leave(0, words, BESIDE[name])
