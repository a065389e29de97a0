"""Transcripts as CSV, as recording tools export them: the first row says which column holds what."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

from deliberation.transcripts.model import LONGEST_LINE, Findings
from deliberation.transcripts.source_line import SourceLine
from deliberation.transcripts.word_tables import Row, heads_of, row_of
from deliberation.transcripts.wording import count

if TYPE_CHECKING:
    from _csv import Reader

DELIMITERS = (",", ";", "\t", "|")


def delimiter_of(lines: list[str]) -> str:
    """What parts the columns, where the first row names one for the words and a speaker's or a time's; else nothing.

    Nothing also where quotation marks do not match: one that is never closed would take the words of everybody below.
    """
    first = next((line for line in lines if line.strip("\ufeff \t")), "")
    for delimiter in DELIMITERS:
        try:
            kinds = heads_of([cell.strip() for cell in next(_rows([first], delimiter), [])])
            if "words" in kinds and (kinds.count("speaker") == 1 or not {"speaker", ""} & set(kinds)):
                return delimiter if sum(1 for _ in _rows(lines, delimiter)) else ""
        except csv.Error:
            continue
    return ""


def _rows(lines: list[str], delimiter: str) -> Reader:
    csv.field_size_limit(LONGEST_LINE)
    return csv.reader([line.strip("\ufeff") + "\n" for line in lines], delimiter=delimiter, strict=True)


def source_lines(lines: list[str], delimiter: str, findings: Findings) -> list[SourceLine]:
    """Every row with words, in order. A cell may hold line breaks; a row of another width is kept whole."""
    kinds: list[str] = []
    above, found = "", []
    rows = _rows(lines, delimiter)
    for raw in rows:
        texts = [cell.strip() for cell in raw]
        findings.found += sum(map(count, texts))
        if not any(texts):
            continue
        if not kinds:
            kinds = heads_of(texts)
            findings.leave(rows.line_num, " | ".join(texts), "The heads of the columns.")
            continue
        row = row_of(texts, kinds, above) if "speaker" in kinds else _said(texts, kinds)
        words, speaker = "\n".join(row.words), row.speaker or ""
        above = speaker or above
        findings.names += count(speaker) if speaker in texts else 0
        aside = sum(map(count, texts)) - count(words) - (count(speaker) if speaker in texts else 0)
        findings.names += aside  # its time and number
        if words:
            found.append(
                SourceLine(rows.line_num, words, label=speaker if "speaker" in kinds else None, start=row.start)
            )
    return found


def _said(texts: list[str], kinds: list[str]) -> Row:
    """One row of times and words: nobody's, unless a name stands in the words."""
    if len(texts) != len(kinds):
        return Row([text for text in texts if text])
    return Row([text for kind, text in zip(kinds, texts, strict=True) if kind == "words" and text])
