"""One line of a file, and what it may be."""

from __future__ import annotations

from dataclasses import dataclass

from deliberation.transcripts import labels
from deliberation.transcripts.labels import Opening
from deliberation.transcripts.model import Findings
from deliberation.transcripts.speakers import Speakers


@dataclass(frozen=True, slots=True)
class SourceLine:
    """One line. `label` is certain (a voice tag, a table); `bold` is how the line starts in Word."""

    number: int
    text: str
    label: str | None = None
    bold: str | None = None
    start: float | None = None


@dataclass(slots=True)
class Reading:
    """What a line may be, before the speakers are settled."""

    line: SourceLine
    start: float | None
    opening: Opening | None = None
    bold: Opening | None = None
    note: str | None = None
    only_time: bool = False


def read(line: SourceLine, speakers: Speakers, findings: Findings) -> Reading:
    """Look for a time, a note and a possible name at the start of a line. Names go to `speakers`."""
    if line.label is not None:
        speakers.fixed(line.label)
        return Reading(line, line.start)
    time = labels.TIME.match(line.text)
    body = line.text[time.end() :] if time else line.text
    reading = Reading(line, line.start, only_time=bool(time) and not body.strip())
    clock = (time["square"] or time["round"] or time["bare"]) if time else None
    if note := labels.NOTE.match(body):
        reading.note = f"{note['inside'] or ''} {body[note.end() :]}".strip()
    else:
        _read_opening(reading, body, speakers, marked=bool(time))
        clock = clock or (reading.opening.clock if reading.opening else None)
    if clock and (reading.opening or reading.only_time or reading.note is not None):
        reading.start = _seconds(line, clock, findings)
    return reading


def _read_opening(reading: Reading, body: str, speakers: Speakers, *, marked: bool) -> None:
    line = reading.line
    found, bold = labels.opening(body), labels.tidy(line.bold or "")
    if found:
        marked = marked or found.marked or bold.rstrip(":").rstrip() == found.label
        reading.opening = Opening(found.label, found.rest, found.clock, found.spaced, marked)
        speakers.possible(line.number, reading.opening)
    elif bold and not reading.only_time:
        reading.bold = Opening(bold, body.strip()[len((line.bold or "").strip()) :])
        speakers.possible(line.number, reading.bold, bold=True)


def _seconds(line: SourceLine, clock: str, findings: Findings) -> float | None:
    value = labels.seconds(clock)
    if value is None:
        findings.refuse(line.number, line.text, f"{clock} is not a time.")
    return value
