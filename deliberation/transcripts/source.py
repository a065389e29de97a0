"""What one line of a file may be."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from itertools import pairwise

from deliberation.transcripts import labels
from deliberation.transcripts.model import Findings
from deliberation.transcripts.openings import NOTE, SENT, TIME, Opening, inner, openings
from deliberation.transcripts.panes import is_alone, is_own, names_above_times
from deliberation.transcripts.source_line import SourceLine
from deliberation.transcripts.speakers import Speakers


@dataclass(slots=True)
class Reading:
    """What a line may be, before the speakers are settled. `body` is the line after its time."""

    line: SourceLine
    body: str
    start: float | None
    openings: list[Opening] = field(default_factory=list)
    inner: list[Opening] = field(default_factory=list)
    note: str | None = None
    only_time: bool = False
    clock: str | None = None
    only_words: bool = False  # what stands before the body is a time, whoever speaks: from one to another


RANGE = re.compile(r"-->|→")


def read(line: SourceLine, speakers: Speakers, findings: Findings) -> Reading:
    """Look for a time, a note and possible names in a line. Names go to `speakers`."""
    if line.label is not None or line.heading:
        if line.label:
            speakers.fixed(line.label)
        return Reading(line, line.text, line.start)
    time = TIME.match(line.text)
    body = line.text[time.end() :] if time else line.text
    reading = Reading(line, body, line.start, only_time=bool(time) and body.strip() in ("", ":"))
    reading.clock = (time["inside"] or time["bare"]) if time else None
    reading.only_words = time is not None and RANGE.search(time[0]) is not None
    if reading.only_time:
        reading.start = labels.seconds(reading.clock or "")
    elif note := NOTE.match(body):
        reading.note = f"{note['inside'] or ''} {body[note.end() :]}".strip()
        reading.start = _start(reading, reading.clock)
    elif body.strip():
        speakers.spoken_lines += 1
        _read_openings(reading, speakers)
    return reading


def start_of(reading: Reading, opening: Opening) -> float | None:
    """When the turn that opens here starts: beside the name, before it, or with its subtitle."""
    return _start(reading, opening.clock or reading.clock)


def _start(reading: Reading, clock: str | None) -> float | None:
    return labels.seconds(clock) if clock else reading.line.start


def _read_openings(reading: Reading, speakers: Speakers) -> None:
    line, body = reading.line, reading.body
    bold = labels.tidy(line.bold or "").rstrip(":").rstrip()
    found = openings(body)
    if reading.clock and (sent := SENT.match(body)):
        found.insert(0, Opening(labels.tidy(sent["label"]), body[sent.end() :], marked=True))
    for opening in found:
        sure = opening.marked or (bool(reading.clock) and opening.form == "colon") or bold == opening.label != ""
        reading.openings.append(_with(opening, marked=sure))
    if bold and not any(opening.label == bold for opening in found):
        start = body.find((line.bold or "").strip()) + len((line.bold or "").strip())
        reading.openings.append(Opening(bold, body[start:].lstrip(" :\t"), "bold"))
    reading.inner = inner(body)
    for opening in (*reading.openings, *reading.inner):
        speakers.possible(line.number, opening)


def _with(opening: Opening, *, marked: bool) -> Opening:
    if marked == opening.marked:
        return opening
    return Opening(opening.label, opening.rest, opening.form, opening.clock, marked, opening.at)


def alone(readings: list[Reading], speakers: Speakers) -> None:
    """Names alone on a line, with the words below: offered to `speakers` once all lines are read.

    A name stands apart from the words above it; or the file begins with one, and they come again and again; or a time
    stands beside it (“00:03 Amina”) or below, and none with the words.
    """
    again = _again(readings)
    timed = names_above_times([one.line for one in readings])
    for place, reading in enumerate(readings):
        beside = reading.clock and not reading.only_words and is_alone(reading.body) and _has_words(readings, place)
        if place in timed or beside:
            next_one = next((n for n in range(place + 1, len(readings)) if readings[n].line.text.strip()), place)
            clock = None if beside else readings[next_one].clock
            sure = timed.get(place, "sure")
            opening = Opening(labels.tidy(reading.body), "", "time", clock, marked=sure != "doubt")
            if beside or sure == "sure":
                reading.openings.append(opening)
            else:
                reading.openings.insert(0, opening)
                speakers.above_a_time(opening.label, asked=sure == "asked" or is_own(opening.label))
            speakers.possible(reading.line.number, opening)
            continue
        text = reading.line.text
        before = readings[place - 1] if place else None
        after = readings[place + 1] if place + 1 < len(readings) else None
        free = before is None or before.only_time or not before.line.text.strip() or labels.key(text) in again
        below = after is not None and bool(after.line.text.strip())
        if reading.line.label is None and text.strip() and free and below and is_alone(reading.body):
            opening = Opening(labels.tidy(reading.body), "", "alone")
            reading.openings.append(opening)
            speakers.possible(reading.line.number, opening)


def _has_words(readings: list[Reading], place: int) -> bool:
    """Do words come next, without a time of their own?"""
    after = next((readings[n] for n in range(place + 1, len(readings)) if readings[n].line.text.strip()), None)
    return after is not None and after.clock is None and not after.line.heading


def _again(readings: list[Reading]) -> set[str]:
    """Names that come at least twice as whole lines, never two of them below each other, the first of all first."""
    said = [one for one in readings if one.line.text.strip() and one.line.label is None and not one.line.heading]
    keys = [labels.key(one.line.text) if is_alone(one.body) else "" for one in said]
    often = {key for key, times in Counter(keys).items() if key and times > 1 and not labels.opener(key)}
    often -= {key for key in often if labels.thing(key)}
    is_below = any(one in often and other in often for one, other in pairwise(keys))
    return set() if is_below or len(often) < 2 or not keys or keys[0] not in often else often
