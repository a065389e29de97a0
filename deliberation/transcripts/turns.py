"""From numbered lines to what each person said. Serves every format. Every word of a line ends in what somebody said,
in a name, or among what was left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from deliberation.transcripts import labels
from deliberation.transcripts.model import MOST_UTTERANCES, Findings, Role, Utterance
from deliberation.transcripts.openings import CLOCK, UNTIL, Opening
from deliberation.transcripts.source import Reading, alone, read, start_of
from deliberation.transcripts.source_line import SourceLine
from deliberation.transcripts.speakers import DOUBTFUL, Speakers, Verdict
from deliberation.transcripts.wording import count

BEFORE_ANYBODY = "These words come before anybody's name."
NAMES_NOBODY = "This subtitle names nobody. Its words are kept as words of the room, counted for nobody."
NOTE_GOES_ON = "This was read as part of the note above. Put an empty line between them if somebody says it."
NO_WORDS = "A name with no words after it."
LONG_ENOUGH = 500  # signs: unnamed words that run on are parted at the end of a sentence after so many
#: “Amina: [00:00:05] The vans.”
AFTER_NAME = re.compile(rf"\s*[\[(]\s*(?P<clock>{CLOCK}){UNTIL}\s*[\])]\s*(?=\S)")
TAKEN = (Verdict.SPEAKER, Verdict.ASKED)


@dataclass(slots=True)
class _Turn:
    speaker: str
    line: int
    start: float | None
    is_note: bool = False
    held: str = ""
    looks_like: str = ""
    opened: str = ""  # the line’s name as it stands, where a rule took it for one
    parts: list[str] = field(default_factory=list)
    length: int = 0


class Turns:
    """Builds utterances. `flowing` is for subtitles: cues of one speaker run on into each other."""

    def __init__(self, findings: Findings, facilitators: Iterable[str], *, flowing: bool = False) -> None:
        self._findings, self._flowing = findings, flowing
        self._speakers = Speakers(facilitators)
        self._turn: _Turn | None = None
        self._last: str | None = None
        self._after_blank = False
        self._time: float | None = None
        self._empty: list[tuple[int, _Turn]] = []
        self.utterances: list[Utterance] = []

    def build(self, lines: Iterable[SourceLine]) -> list[Utterance]:
        """Every utterance in order. What is doubtful goes to the findings."""
        readings = [read(line, self._speakers, self._findings) for line in lines]
        alone(readings, self._speakers)
        self._speakers.settle(self._findings)
        for reading in readings:
            self._take(reading)
            if len(self.utterances) > MOST_UTTERANCES:
                break
        self._close()
        self._settle_empty()
        if len(self.utterances) > MOST_UTTERANCES:
            line = self.utterances[MOST_UTTERANCES].line
            self._findings.refuse(line, "", f"There are more than {MOST_UTTERANCES:,} turns. Split the file.")
        return self.utterances

    def _settle_empty(self) -> None:
        """A name without words: left out and listed where a colon stands behind it and it speaks elsewhere, else held.

        “Who was it?”, and below it “Ben”, is an answer that looks like a name.
        """
        if not self.utterances:
            return  # a file of nothing but names
        speaking = {said.speaker for said in self.utterances}
        for place, turn in reversed(self._empty):
            self._findings.names -= count(turn.opened)
            if turn.speaker in speaking and turn.opened.rstrip("*_ ").endswith((":", "：")):
                self._findings.leave(turn.line, turn.opened, NO_WORDS)
                continue
            label = (
                turn.speaker if turn.opened.startswith(turn.speaker) else labels.tidy(turn.opened).strip(" :：*[]<>()")
            )
            held = Utterance("", turn.opened, turn.line, turn.start, role="nobody", held=NO_WORDS, looks_like=label)
            self.utterances.insert(place, held)

    def _take(self, reading: Reading) -> None:
        line = reading.line
        if line.heading:
            self._close()
            self._findings.headings.append((line.number, line.text.strip()))
            self._findings.leave(
                line.number, line.text, "A heading, which nobody says. It can mark where an area begins."
            )
        elif line.label is not None:
            self._named(line)
        elif not line.text.strip():
            self._blank()
        elif reading.only_time:
            if self._turn and self._turn.opened and not any(self._turn.parts) and self._turn.start is None:
                self._turn.start = reading.start  # a name with its time below it
            else:
                self._time = reading.start
            self._findings.names += count(line.text)
        elif reading.note is not None:
            self._close()
            self._turn = _Turn("", line.number, self._start(reading.start), is_note=True)
            self._findings.names += count(line.text) - count(reading.note)
            self._add(reading.note)
        else:
            self._spoken(reading)

    def _named(self, line: SourceLine) -> None:
        if line.label:
            self._open(line.label, line.text, line.number, line.start)
        else:
            self._unnamed(line)

    def _spoken(self, reading: Reading) -> None:
        """A line with words: who opens it, who else speaks in it, or whose words go on."""
        place = 0
        opening = self._first(reading)
        if opening:
            place = len(reading.body) - len(opening.rest)
        cuts = [one for one in reading.inner if one.at >= place and self._speakers.verdict(one) is not Verdict.WORDS]
        if opening is None:
            rest = reading.body[: cuts[0].at] if cuts else reading.body
            if rest.strip():
                self._go_on(reading, rest)
        for number, one in enumerate([opening, *cuts] if opening else cuts):
            later = cuts[number + (0 if opening else 1) :]
            end = later[0].at if later else len(reading.body)
            self._begin(reading, one, end)

    def _begin(self, reading: Reading, opening: Opening, end: int) -> None:
        body, begins = reading.body, len(reading.body) - len(opening.rest)
        words, whole = body[begins:end], body[opening.at : end]
        start = start_of(reading, opening) if not opening.at else reading.line.start
        if after := AFTER_NAME.match(words):
            begins += after.end()
            words, start = words[after.end() :], labels.seconds(after["clock"])
        if not opening.at:
            self._findings.names += count(reading.line.text.removesuffix(body))  # the day and the time before the name
        if self._speakers.verdict(opening) in TAKEN:
            self._findings.names += count(whole) - count(words)
            self._open(opening.label, words, reading.line.number, start, opened=whole.removesuffix(words))
        else:
            self._hold(whole, reading.line.number, self._start(start), DOUBTFUL, opening.label)

    def _first(self, reading: Reading) -> Opening | None:
        verdicts = [(opening, self._speakers.verdict(opening)) for opening in reading.openings]
        for opening, verdict in verdicts:
            if verdict in TAKEN:
                return opening
        return next((opening for opening, verdict in verdicts if verdict is Verdict.DOUBT), None)

    def _hold(self, words: str, line: int, start: float | None, because: str, label: str = "") -> None:
        self._close()
        self._turn = _Turn("", line, start, held=because, looks_like=label)
        self._last = None
        self._add(words)

    def _open(self, label: str, words: str, line: int, start: float | None, opened: str = "") -> None:
        name = self._speakers.known.get(labels.key(label), labels.tidy(label))
        start = self._start(start)
        turn = self._turn
        if not (self._flowing and turn and turn.speaker == name and not turn.is_note and not turn.held):
            self._close()
            self._turn = _Turn(name, line, start, opened=opened.strip())
        self._last = name
        self._add(words)

    def _start(self, start: float | None) -> float | None:
        start, self._time = (start if start is not None else self._time), None
        return start

    def _go_on(self, reading: Reading, words: str) -> None:
        """Words without a name: more of the turn or note above, or of the speaker before the note."""
        line, turn = reading.line, self._turn
        if reading.only_words:
            self._findings.names += count(line.text.removesuffix(reading.body))
            self._time = labels.seconds(reading.clock or "")
        elif reading.clock and words == reading.body:
            words = line.text
        if turn and turn.is_note:
            if self._after_blank or self._flowing:
                self._close()
            else:
                self._findings.warn(line.number, line.text, NOTE_GOES_ON)
                self._add(words)
                return
        if not self._speakers.known or line.turn:
            self._room(line, words)
        elif self._turn:
            self._add(words)
        elif self._last is not None:
            self._turn = _Turn(self._last, line.number, line.start)
            self._add(words)
        else:
            self._hold(words, line.number, self._start(line.start), BEFORE_ANYBODY)

    def _unnamed(self, line: SourceLine) -> None:
        """A subtitle or row that says of itself that nobody is named."""
        if not line.text.strip():
            return
        if self._speakers.known:
            self._findings.warn(line.number, line.text, NAMES_NOBODY)
        self._last = None
        self._room(line, line.text)

    def _room(self, line: SourceLine, words: str) -> None:
        """Words of somebody in the room, in pieces that can be read."""
        turn = self._turn
        full = turn is not None and turn.length > LONG_ENOUGH and (turn.parts[-1:] or [""])[0].endswith((".", "?", "!"))
        parted = self._after_blank and not self._flowing
        if turn is None or turn.speaker or turn.is_note or turn.held or full or parted or line.turn:
            self._close()
            self._turn = _Turn("", line.number, self._start(line.start))
        self._add(words)

    def _blank(self) -> None:
        self._after_blank = True
        if self._turn:
            self._turn.parts.append("")

    def _add(self, words: str) -> None:
        turn, words = self._turn, words.strip()
        assert turn is not None, "a turn is open"
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
            if turn.opened and count(turn.opened):
                self._empty.append((len(self.utterances), turn))
            elif turn.speaker:
                self._findings.warn(turn.line, turn.speaker, "Nothing was said here, so it was left out.")
            return
        said = Utterance(
            turn.speaker, text, turn.line, turn.start, turn.is_note, self._role(turn), turn.held, turn.looks_like
        )
        self.utterances.append(said)

    def _role(self, turn: _Turn) -> Role:
        if turn.is_note or (turn.speaker and self._speakers.is_facilitator(turn.speaker)):
            return "facilitator"
        return "nobody" if not turn.speaker or labels.is_nobody(turn.speaker) else "participant"
