"""One line of a file, and what it may be."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from itertools import pairwise

from deliberation.transcripts import labels
from deliberation.transcripts.model import Findings
from deliberation.transcripts.openings import NOTE, SENT, TIME, Opening, inner, openings
from deliberation.transcripts.speakers import Speakers


@dataclass(frozen=True, slots=True)
class SourceLine:
    """One line. `label` is certain (a voice tag, a table; empty: nobody); `bold` is how the line starts in Word.

    `turn`: somebody else begins here, whoever it is. `cue` counts subtitles, so that names agree with times.
    """

    number: int
    text: str
    label: str | None = None
    bold: str | None = None
    start: float | None = None
    heading: bool = False
    turn: bool = False


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


def _alone(text: str) -> bool:
    """A line that is nothing but a possible name: no sentence, which ends."""
    label = labels.tidy(text)
    if label[-1:] in {*".!?…,;:"} and not labels.role_word(label):
        return False
    return len(label) < 61 and labels.shaped(label) and (labels.name_like(label) or labels.role_word(label))


def alone(readings: list[Reading], speakers: Speakers) -> None:
    """Names alone on a line, with the words below: offered to `speakers` once all lines are read.

    A name stands apart from the words above it; or the file begins with one, and they come again and again; or a time
    stands beside it (“00:03 Amina”) or below, and none with the words.
    """
    again = _again(readings)
    timed = set(names_above_times([one.line for one in readings]))
    for place, reading in enumerate(readings):
        beside = reading.clock and not reading.only_words and _alone(reading.body) and _has_words(readings[place + 1 :])
        if place in timed or beside:
            clock = None if beside else readings[place + 1].clock
            opening = Opening(labels.tidy(reading.body), "", "time", clock, marked=True)
            reading.openings.append(opening)
            speakers.possible(reading.line.number, opening)
            continue
        text = reading.line.text
        before = readings[place - 1] if place else None
        after = readings[place + 1] if place + 1 < len(readings) else None
        free = before is None or before.only_time or not before.line.text.strip() or labels.key(text) in again
        below = after is not None and bool(after.line.text.strip())
        if reading.line.label is None and text.strip() and free and below and _alone(reading.body):
            opening = Opening(labels.tidy(reading.body), "", "alone")
            reading.openings.append(opening)
            speakers.possible(reading.line.number, opening)


def _has_words(below: list[Reading]) -> bool:
    """Do words come next, without a time of their own?"""
    after = next((one for one in below if one.line.text.strip()), None)
    return after is not None and after.clock is None and not after.line.heading


def _again(readings: list[Reading]) -> set[str]:
    """Names that come at least twice as whole lines, never two of them below each other, the first of all first."""
    said = [one for one in readings if one.line.text.strip() and one.line.label is None and not one.line.heading]
    keys = [labels.key(one.line.text) if _alone(one.body) else "" for one in said]
    often = {key for key, times in Counter(keys).items() if key and times > 1 and not labels.opener(key)}
    often -= {key for key in often if labels.thing(key)}
    is_below = any(one in often and other in often for one, other in pairwise(keys))
    return set() if is_below or len(often) < 2 or not keys or keys[0] not in often else often


def names_above_times(lines: list[SourceLine]) -> list[int]:
    """Places of possible names alone on a line, each with a time alone below it and words below that.

    Somebody begins there who stands apart from what is above, or whose name stands above another time too.
    """
    texts = [line.text.strip() if line.label is None and not line.heading else "" for line in lines]
    is_time = [(time := TIME.match(text)) is not None and text[time.end() :] in ("", ":") for text in texts]
    found = [
        place
        for place in range(len(lines) - 2)
        if is_time[place + 1] and texts[place + 2] and not is_time[place + 2] and _alone(texts[place])
    ]
    times = Counter(labels.key(texts[place]) for place in found)
    return [one for one in found if not one or not texts[one - 1] or times[labels.key(texts[one])] > 1]
