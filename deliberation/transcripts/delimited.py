"""Transcripts as CSV, as recording tools export them: the first row says which column holds what."""

from __future__ import annotations

import csv

from deliberation.transcripts.model import LONGEST_LINE, Findings
from deliberation.transcripts.source import SourceLine
from deliberation.transcripts.word_tables import heads_of, row_of
from deliberation.transcripts.wording import count

DELIMITERS = (",", ";", "\t", "|")


def delimiter_of(lines: list[str]) -> str:
    """What parts the columns, where the first row names a speaker's and one for the words; else nothing."""
    first = next((line for line in lines if line.strip("\ufeff \t")), "")
    for delimiter in DELIMITERS:
        kinds = heads_of(_cells(first, delimiter))
        if kinds.count("speaker") == 1 and "words" in kinds:
            return delimiter
    return ""


def _cells(line: str, delimiter: str) -> list[str]:
    found = next(csv.reader([line.strip("\ufeff")[:LONGEST_LINE]], delimiter=delimiter), [])
    return [cell.strip() for cell in found]


def source_lines(lines: list[str], delimiter: str, findings: Findings) -> list[SourceLine]:
    """Every row with words, in order. A cell may hold line breaks; a row of another width is kept whole."""
    kinds: list[str] = []
    above, found = "", []
    csv.field_size_limit(LONGEST_LINE)
    rows = csv.reader([line.strip("\ufeff") + "\n" for line in lines], delimiter=delimiter)
    for raw in rows:
        texts = [cell.strip() for cell in raw]
        findings.found += sum(map(count, texts))
        if not any(texts):
            continue
        if not kinds:
            kinds = heads_of(texts)
            findings.leave(rows.line_num, " | ".join(texts), "The heads of the columns.")
            continue
        row = row_of(texts, kinds, above)
        words, speaker = "\n".join(row.words), row.speaker or ""
        above = speaker or above
        findings.names += count(speaker) if speaker in texts else 0
        aside = sum(map(count, texts)) - count(words) - (count(speaker) if speaker in texts else 0)
        findings.names += aside  # its time and number
        if words:
            found.append(SourceLine(rows.line_num, words, label=speaker, start=row.start))
    return found
