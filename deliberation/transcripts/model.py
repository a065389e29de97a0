"""What a transcript holds, what is wrong with one, and how large it may be."""

from __future__ import annotations

import hashlib
import json
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Literal

from deliberation.transcripts.wording import count

LARGEST_FILE = 20_000_000  # bytes: Word, with its pictures
LARGEST_TEXT = 5_000_000  # bytes; three hours of speech are 200,000
MOST_LINES = 120_000
LONGEST_LINE = 500_000
LONGEST_LABEL = 100
MOST_LABEL_WORDS = 10
MOST_UTTERANCES = 20_000
MOST_PROBLEMS = 200

#: "nobody": words of the room, which nobody is counted for.
Role = Literal["participant", "facilitator", "nobody"]


@dataclass(frozen=True, slots=True)
class LineProblem:
    """One line that is wrong or doubtful. Line 0 is the whole file."""

    line: int
    text: str
    problem: str

    def __str__(self) -> str:
        where = f"Line {self.line}: " if self.line else ""
        quoted = f" “{self.text}”" if self.text else ""
        return f"{where}{self.problem}{quoted}"


class TranscriptError(ValueError):
    """A transcript that cannot be read, with every problem found."""

    def __init__(self, problems: list[LineProblem]) -> None:
        self.problems = problems
        super().__init__("\n".join(str(problem) for problem in problems))

    def __reduce__(self) -> tuple[type[TranscriptError], tuple[list[LineProblem]]]:
        """Lets the error cross a process boundary whole."""
        return TranscriptError, (self.problems,)


@dataclass(frozen=True, slots=True)
class Utterance:
    """What one person said in one go, or a facilitator's note (`is_note`, with an empty speaker).

    Without a name the speaker is empty and the role "nobody". `held` says why a person must read it first: it begins
    like a name that was not understood (`looks_like`), or stands before anybody's name. Its words are whole.
    """

    speaker: str
    text: str
    line: int
    start_seconds: float | None = None
    is_note: bool = False
    role: Role = "participant"
    held: str = ""
    looks_like: str = ""


@dataclass(frozen=True, slots=True)
class Words:
    """How many words a file held, and where they went. `missing` is zero, or something is wrong."""

    found: int
    said: int
    names: int
    left_out: int

    @property
    def missing(self) -> int:
        return self.found - self.said - self.names - self.left_out


@dataclass(frozen=True, slots=True)
class Transcript:
    """A whole transcript.

    `warnings` are lines a person should look at before trusting it, `left_out` every line nobody said and why,
    `asked` the labels that were taken for speakers but should be confirmed, with the reason; `headings` are
    (line, words), and `top` what the head of the file says of itself ("date": "4 May").
    """

    title: str
    utterances: tuple[Utterance, ...]
    fingerprint: str
    warnings: tuple[LineProblem, ...] = ()
    left_out: tuple[LineProblem, ...] = ()
    words: Words = Words(0, 0, 0, 0)
    form: str = "plain text"
    asked: tuple[tuple[str, str], ...] = ()
    headings: tuple[tuple[int, str], ...] = ()
    top: tuple[tuple[str, str], ...] = ()

    @property
    def speakers(self) -> tuple[str, ...]:
        """Every label that speaks, in order of first word. Notes and unnamed words have none."""
        return tuple(dict.fromkeys(said.speaker for said in self.utterances if said.speaker))

    @property
    def lasted(self) -> str:
        """How long at least, in words, where the file has times: when the last words end no file of most kinds says."""
        times = [said.start_seconds for said in self.utterances if said.start_seconds is not None]
        minutes = int((times[-1] - times[0]) // 60) if len(times) > 1 else 0
        if minutes < 1:
            return ""
        return f"at least {minutes} minute{'' if minutes == 1 else 's'}, by the times in the file"

    @property
    def held(self) -> tuple[Utterance, ...]:
        """What was not understood, in place."""
        return tuple(said for said in self.utterances if said.held)


@dataclass(slots=True)
class Findings:
    """Problems and warnings as they turn up. Keeps the first of very many."""

    problems: list[LineProblem] = field(default_factory=list)
    warnings: list[LineProblem] = field(default_factory=list)
    left_out: list[LineProblem] = field(default_factory=list)
    headings: list[tuple[int, str]] = field(default_factory=list)
    top: list[tuple[str, str]] = field(default_factory=list)
    asked: dict[str, str] = field(default_factory=dict)
    leading: set[str] = field(default_factory=set)  # labels that were read as of whoever asks
    unlisted: int = 0
    found: int = 0
    names: int = 0
    left_words: int = 0

    def refuse(self, line: int, text: str, problem: str) -> None:
        """Note a reason why this file cannot be read."""
        if len(self.problems) < MOST_PROBLEMS:
            self.problems.append(LineProblem(line, shortened(text), problem))
        else:
            self.unlisted += 1

    def warn(self, line: int, text: str, problem: str) -> None:
        """Note something a person should look at."""
        self.warnings.append(LineProblem(line, shortened(text), problem))

    def leave(self, line: int, text: str, reason: str) -> None:
        """Note words of the file that nobody said, whole, with why they are left out."""
        if text.strip():
            self.left_out.append(LineProblem(line, text.strip(), reason))
            self.left_words += count(text)

    def stop_if_refused(self) -> None:
        """Raise everything found so far, if anything was."""
        if not self.problems:
            return
        listed = sorted(self.problems, key=lambda problem: problem.line)
        if self.unlisted:
            listed.append(LineProblem(0, "", f"There are {self.unlisted:,} more problems."))
        raise TranscriptError(listed)


def shortened(text: str, limit: int = 80) -> str:
    """Enough of a line to find it again, with nothing in it that could garble a terminal."""
    seen = "".join(sign if sign.isprintable() else "�" for sign in text.strip()[: limit + 1])
    return seen if len(seen) <= limit else seen[: limit - 1] + "…"


def fingerprint(utterances: list[Utterance]) -> str:
    """A SHA-256 over who said what and when, in order."""
    return hashlib.sha256(b"".join(lines_of_fingerprint(utterances))).hexdigest()


def lines_of_fingerprint(utterances: Iterable[Utterance]) -> Iterator[bytes]:
    """What it is taken over, line by line: anybody can do the same by hand (docs/decisions/records.md)."""
    yield b"transcript 2\n"
    for said in utterances:
        row = [said.speaker, said.text, said.start_seconds, said.is_note]
        written = unicodedata.normalize("NFC", json.dumps(row, ensure_ascii=False))
        yield written.encode("utf-8", "surrogatepass") + b"\n"
