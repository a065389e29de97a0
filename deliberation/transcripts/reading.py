"""One file in, one whole transcript out. Decides the format by what is in the file."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from pathlib import Path

from deliberation.transcripts import decoding, labels, vtt, word
from deliberation.transcripts.decoding import refusal
from deliberation.transcripts.model import LARGEST_FILE, Findings, Transcript, fingerprint, shortened
from deliberation.transcripts.source import SourceLine
from deliberation.transcripts.turns import Turns

LONGEST_TITLE = 200
SUBTITLE_TIME = re.compile(r"\s*\d+:\d{2}(?::\d{2})?[.,]\d+\s*-->")


def read_transcript(path: str | os.PathLike[str], *, facilitators: Iterable[str] = ()) -> Transcript:
    """Read a transcript file whole, or raise `TranscriptError` with every problem in it.

    `facilitators` are labels as they stand in the file; capitals do not matter.
    """
    where = Path(path)
    try:
        with where.open("rb") as handle:
            data = handle.read(LARGEST_FILE + 1)
    except FileNotFoundError as fault:
        raise refusal("There is no such file.") from fault
    except OSError as fault:
        raise refusal(f"The file cannot be opened ({fault.strerror}).") from fault
    return read_transcript_bytes(data, name=where.name, facilitators=facilitators)


def read_transcript_bytes(data: bytes, *, name: str, facilitators: Iterable[str] = ()) -> Transcript:
    """The same for an upload. `name` is the file's name: it gives the title when nothing else does."""
    if len(data) > LARGEST_FILE:
        raise refusal(f"The file is larger than {LARGEST_FILE:,} bytes.")
    if not data.strip():
        raise refusal("The file is empty.")
    findings = Findings()
    title, lines, flowing = _source(data, name, findings)
    if not flowing:
        top, lines = _top(lines, findings)
        title = title or top
    utterances = Turns(findings, facilitators, flowing=flowing).build(lines)
    if not utterances and not findings.problems:
        findings.refuse(0, "", "Nobody says anything in this file.")
    findings.stop_if_refused()
    warnings = tuple(sorted(findings.warnings, key=lambda warning: warning.line))
    title = shortened(title or Path(name).stem or "Transcript", LONGEST_TITLE)
    return Transcript(title, tuple(utterances), fingerprint(utterances), warnings)


def _source(data: bytes, name: str, findings: Findings) -> tuple[str, list[SourceLine], bool]:
    """Title, lines, and whether they flow on from cue to cue."""
    if word.is_word(data):
        return *word.source_lines(data, findings), False
    text = decoding.lines_of(data, findings)
    if not any(line.strip("\ufeff \t") for line in text):
        raise refusal("The file is empty.")
    if vtt.is_vtt(text):
        return vtt.title_of(text), list(vtt.source_lines(text, findings)), True
    cue = next((number for number, line in enumerate(text, 1) if SUBTITLE_TIME.match(line)), None)
    if cue or name.casefold().endswith(".vtt"):
        problem = "These are subtitles, but the first line is not WEBVTT. Save the file as WebVTT."
        findings.refuse(cue or 1, text[(cue or 1) - 1], problem)
        findings.stop_if_refused()
    return "", [SourceLine(number, line) for number, line in enumerate(text, 1)], False


def _top(lines: list[SourceLine], findings: Findings) -> tuple[str, list[SourceLine]]:
    """The title from the lines at the top of a file that nobody says, and the lines after them."""
    title = ""
    for place, line in enumerate(lines):
        opening = labels.opening(line.text)
        if line.label is not None or (line.text.strip() and not (opening and labels.heading(opening.label))):
            return title, lines[place:]
        if opening and opening.label.casefold() == "title" and not title:
            title = opening.rest.strip()
        elif opening:
            findings.warn(line.number, line.text, "This line at the top was left out: nobody says it.")
    return title, []
