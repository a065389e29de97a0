"""Tables, of a Word document or a CSV file: which column says who speaks, which when, which holds the words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from deliberation.transcripts import labels
from deliberation.transcripts.openings import CLOCK
from deliberation.transcripts.word_text import children, removed, tag, words_in

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

HEADS = {
    "speaker": "speaker",
    "name": "speaker",
    "who": "speaker",
    "participant": "speaker",
    "speakers": "speaker",
    "speaker name": "speaker",
    "time": "time",
    "timestamp": "time",
    "start": "time",
    "start time": "time",
    "end time": "time",
    "date": "time",
    "duration": "time",
    "timecode": "time",
    "timespan": "time",
    "time span": "time",
    "end": "time",
    "line": "number",
    "id": "number",
    "index": "number",
    "no": "number",
    "no.": "number",
    "#": "number",
    "number": "number",
    "turn": "number",
    "words": "words",
    "text": "words",
    "transcript": "words",
    "content": "words",
    "said": "words",
    "speech": "words",
    "transcription": "words",
    "dialogue": "words",
    "utterance": "words",
    "what was said": "words",
    "message": "words",
    "sentence": "words",
}
TIME = re.compile(rf"[\[(]?(?P<clock>{CLOCK})[\])]?(?:\s*(?:-->|[-–—])\s*{CLOCK})?")
NUMBER = re.compile(r"\d{1,6}\.?")
SECONDS = re.compile(r"\d{1,9}(?:[.,]\d{1,9})?")  # or thousandths of them
LONGEST_NAME = 100


@dataclass(slots=True)
class Row:
    """One row. Without a speaker column `speaker` is None; an empty one goes on with the row above."""

    words: list[str]
    speaker: str | None = None
    start: float | None = None
    marks: str = ""
    heads: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)


def rows_of(table: Element) -> Iterator[Row]:
    """Every row, with its columns told apart by their heads or by what stands in them."""
    elements = [row for row in children(table) if tag(row) == "tr"]
    cells = [[words_in(cell).strip() for cell in children(row) if tag(cell) == "tc"] for row in elements]
    first = cells[0] if cells else []
    named = heads_of(first)
    has_heads = bool(named)
    kinds = named if has_heads else _kinds(cells)
    above = ""
    for place, (element, texts) in enumerate(zip(elements, cells, strict=True)):
        crossed = removed(element)
        if place == 0 and has_heads:
            yield Row([], heads=texts, removed=crossed)
            continue
        row = row_of(texts, kinds, above)
        row.removed = crossed
        above = row.speaker or above
        yield row


def heads_of(first: list[str]) -> list[str]:
    """What each column holds, as a first row says: speaker, time, number, words or "". Empty: it says nothing."""
    named = [HEADS.get(" ".join(cell.casefold().replace("_", " ").split()).rstrip(":"), "") for cell in first]
    return named if len(first) > 1 and sum(map(bool, named)) >= max(1, len(first) - 1) else []


def row_of(texts: list[str], kinds: list[str], above: str) -> Row:
    """One row under these columns. `above` is who spoke before, where the cell is empty."""
    if "speaker" not in kinds or len(texts) != len(kinds):
        return Row([text for text in texts if text])
    speaker, clock, marks, words = "", None, [], []
    for kind, text in zip(kinds, texts, strict=True):
        if kind == "speaker":
            speaker = " ".join(text.split()).removesuffix(":").rstrip()
        elif kind == "time" and (found := TIME.fullmatch(text)):
            clock = clock or found["clock"]
        elif (kind == "time" and SECONDS.fullmatch(text)) or (kind == "number" and NUMBER.fullmatch(text)):
            marks.append(text)
        elif text:
            words.append(text)
    if inside := re.fullmatch(rf"(?P<name>.+?)\s*[\[(]?(?P<clock>{CLOCK})[\])]?", speaker):
        speaker, clock = inside["name"], clock or inside["clock"]
    return Row(words, speaker or above, labels.seconds(clock) if clock else None, " ".join(marks))


def _kinds(rows: list[list[str]]) -> list[str]:
    """What each column holds: the speaker stands in the first that is short and neither a time nor a number."""
    width = max(map(len, rows), default=0)
    full = [row for row in rows if len(row) == width]
    if width < 2 or len(full) < len(rows) / 2:
        return []
    kinds = []
    for column in zip(*full, strict=True):
        filled = [text for text in column if text]
        if not filled:
            kinds.append("words")
        elif all(TIME.fullmatch(text) for text in filled):
            kinds.append("time")
        elif all(NUMBER.fullmatch(text) for text in filled):
            kinds.append("number")
        elif "speaker" not in kinds and all(len(text) <= LONGEST_NAME and text.count("\n") < 2 for text in filled):
            kinds.append("speaker")
        else:
            kinds.append("words")
    if "words" not in kinds and kinds.count("speaker") == 1 and kinds[-1] == "speaker":
        return []  # numbers and words: nobody is named
    return kinds
