"""From numbered lines to what each person said. Serves every format."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from deliberation.transcripts import labels
from deliberation.transcripts.labels import Opening
from deliberation.transcripts.model import (
    LONGEST_UTTERANCE,
    MOST_UTTERANCES,
    Findings,
    Role,
    Utterance,
)
from deliberation.transcripts.source import Reading, SourceLine, read
from deliberation.transcripts.speakers import Speakers

BEFORE_ANYBODY = "These words come before any speaker's name. Start the line with a name, such as “Amina: ”."
NAMES_NOBODY = "This cue has no voice tag. It was read as more of what the speaker above says."
NOTE_GOES_ON = "This was read as part of the note above. Put an empty line between them if somebody says it."


@dataclass(slots=True)
class _Turn:
    speaker: str
    line: int
    start: float | None
    is_note: bool = False
    parts: list[str] = field(default_factory=list)
    length: int = 0


class Turns:
    """Builds utterances. `flowing` is for subtitles: cues of one speaker run on into each other."""

    def __init__(self, findings: Findings, facilitators: Iterable[str], *, flowing: bool = False) -> None:
        self._findings, self._flowing = findings, flowing
        self._speakers = Speakers({labels.key(label) for label in facilitators})
        self._turn: _Turn | None = None
        self._last: str | None = None
        self._after_blank = False
        self._time: float | None = None
        self.utterances: list[Utterance] = []

    def build(self, lines: Iterable[SourceLine]) -> list[Utterance]:
        """Every utterance in order. Problems go to the findings."""
        readings = [read(line, self._speakers, self._findings) for line in lines]
        self._speakers.settle(self._findings)
        if not self._speakers.known:
            problem = "No line starts with a speaker's name and a colon, such as “Amina: ”."
            self._findings.refuse(0, "", problem)
            return []
        for reading in readings:
            self._take(reading)
            if len(self.utterances) > MOST_UTTERANCES:
                break
        self._close()
        if len(self.utterances) > MOST_UTTERANCES:
            line = self.utterances[MOST_UTTERANCES].line
            self._findings.refuse(line, "", f"There are more than {MOST_UTTERANCES:,} turns. Split the file.")
        return self.utterances

    def _take(self, reading: Reading) -> None:
        line = reading.line
        if line.label is not None:
            self._open(line.label, line.text, reading)
        elif not line.text.strip():
            self._blank()
        elif reading.only_time:
            self._time = reading.start
        elif reading.note is not None:
            self._close()
            self._turn = _Turn("", line.number, self._start(reading), is_note=True)
            self._add(reading.note, line)
        elif opening := self._known(reading):
            self._open(opening.label, opening.rest, reading)
        else:
            self._go_on(line)

    def _known(self, reading: Reading) -> Opening | None:
        for opening in (reading.opening, reading.bold):
            if opening and labels.key(opening.label) in self._speakers.known:
                return opening
        return None

    def _open(self, label: str, words: str, reading: Reading) -> None:
        line, name = reading.line, self._speakers.known[labels.key(label)]
        if problem := labels.too_long(label):
            self._findings.refuse(line.number, label, problem)
        elif not labels.tidy(label):
            self._findings.refuse(line.number, words, "The speaker's name is empty.")
        start = self._start(reading)
        if not (self._flowing and self._turn and self._turn.speaker == name and not self._turn.is_note):
            self._close()
            self._turn = _Turn(name, line.number, start)
        self._last = name
        self._add(words, line)

    def _start(self, reading: Reading) -> float | None:
        start, self._time = (reading.start if reading.start is not None else self._time), None
        return start

    def _go_on(self, line: SourceLine) -> None:
        """Words without a name: more of the turn or note above, or of the speaker before the note."""
        if self._turn and self._turn.is_note:
            if self._after_blank or self._flowing:
                self._close()
            else:
                self._findings.warn(line.number, line.text, NOTE_GOES_ON)
        if self._turn is None:
            if self._last is None:
                self._findings.refuse(line.number, line.text, BEFORE_ANYBODY)
                return
            self._turn = _Turn(self._last, line.number, line.start)
        if self._flowing and self._speakers.certain:
            self._findings.warn(line.number, line.text, NAMES_NOBODY)
        self._add(line.text, line)

    def _blank(self) -> None:
        self._after_blank = True
        if self._turn:
            self._turn.parts.append("")

    def _add(self, words: str, line: SourceLine) -> None:
        turn, words = self._turn, words.strip()
        assert turn is not None, "a turn is open"
        if self._flowing and turn.length and turn.length + len(words) + 1 > LONGEST_UTTERANCE:
            self._close()
            turn = self._turn = _Turn(turn.speaker, line.number, line.start, turn.is_note)
        turn.parts.append(words)
        turn.length += len(words) + 1
        self._after_blank = False

    def _close(self) -> None:
        turn, self._turn = self._turn, None
        if turn is None:
            return
        parts = [part for part in turn.parts if part] if self._flowing else turn.parts
        text = re.sub(r"\n{3,}", "\n\n", (" " if self._flowing else "\n").join(parts)).strip()
        if not text:
            self._findings.warn(turn.line, turn.speaker, "Nothing was said here, so it was left out.")
            return
        if len(text) > LONGEST_UTTERANCE:
            problem = f"What is said here is longer than {LONGEST_UTTERANCE:,} characters. Split it."
            self._findings.refuse(turn.line, text, problem)
        leads = turn.is_note or self._speakers.is_facilitator(turn.speaker)
        role: Role = "facilitator" if leads else "participant"
        said = Utterance(turn.speaker, text, turn.line, turn.start, turn.is_note, role)
        self.utterances.append(said)
