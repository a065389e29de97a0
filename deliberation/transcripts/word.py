"""Word documents. `container.py` checks the file before the library reads it."""

from __future__ import annotations

import io
from functools import cache
from typing import TYPE_CHECKING, Any

from deliberation.transcripts import container
from deliberation.transcripts.decoding import NOT_TEXT, refusal
from deliberation.transcripts.model import Findings
from deliberation.transcripts.source import SourceLine

if TYPE_CHECKING:
    from docx.table import Table
    from docx.text.paragraph import Paragraph

OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ZIP_MARKS = (b"PK\x03\x04", b"PK\x05\x06")
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
HIDDEN = ".//w:ins | .//w:del | .//w:moveFrom | .//w:moveTo"
BOXED = ".//w:sdt//w:t | .//w:txbxContent//w:t | .//w:smartTag//w:t | .//w:fldSimple//w:t"


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
        found = _Body(findings)
        found.read(document)
        return found.title, found.lines
    except Exception as fault:  # the library raises whatever the damaged part happens to break
        raise refusal("The Word file is damaged and cannot be read. Save it again and retry.") from fault


class _Body:
    """Walks the body. A paragraph or a table row is one line to count."""

    def __init__(self, findings: Findings) -> None:
        self._findings = findings
        self._number = 0
        self._styles: dict[str, str] = {}
        self.title = ""
        self.lines: list[SourceLine] = []

    def read(self, document: Any) -> None:
        from docx.table import Table
        from docx.text.paragraph import Paragraph

        for style in document.styles:  # once: the library looks through all of them for each paragraph
            self._styles.setdefault(style.style_id, style.name or "")
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
        style = self._styles.get(paragraph._p.style or "", "")
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
        above: list[str] = []
        for place, row in enumerate(table._tbl.tr_lst):
            self._number += 1
            cells = above = _cells(row, table, above)
            if not self._whole(row, " | ".join(cells)):
                continue
            if _find(row, ".//w:tbl"):
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


def _cells(row: Any, table: Table, above: list[str]) -> list[str]:
    """The text of each column. A cell merged with the one above it says the same; a wide one says it in each column.

    The library would look each merged cell up row by row, from the first of them.
    """
    from docx.table import _Cell

    texts: list[str] = []
    for cell in row.tc_lst:
        goes_on = cell.vMerge == "continue" and len(texts) < len(above)
        texts += [above[len(texts)] if goes_on else _Cell(cell, table).text.strip()] * cell.grid_span
    return texts


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
    found: list[Any] = _compiled(path)(element)
    return found


@cache
def _compiled(path: str) -> Any:
    from lxml import etree

    return etree.XPath(path, namespaces={"w": WORD})
