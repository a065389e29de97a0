"""Subtitles: WebVTT (Teams, Zoom, YouTube), SRT and SBV. Words with a time, perhaps with a voice."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from deliberation.transcripts.model import Findings
from deliberation.transcripts.source_line import SourceLine
from deliberation.transcripts.wording import count

STAMP = r"(?:\d{1,3}:)?\d{1,3}:\d{1,2}(?:[.,]\d{1,3})?"
TIMING = re.compile(rf"\s*(?P<start>{STAMP})\s*(?:-{{1,2}}\s?>|→)\s*(?P<end>{STAMP})(?:\s.*)?$")
SBV = re.compile(rf"\s*(?P<start>{STAMP})\s*,\s*(?P<end>{STAMP})\s*$")
# No part of a tag is longer than this: a line of a million openings would else be looked through a million times.
L = 200
VOICE = re.compile(rf"<v(?:\.[^\s<>]{{0,{L}}})?(?:\s([^<>]{{0,{L}}}))?>|</v\s{{0,{L}}}>", re.IGNORECASE)
OPEN_VOICE = re.compile(rf"<v(?:\.[^\s<>]{{0,{L}}})?\s+([^<>]{{1,{L}}})$", re.IGNORECASE)
TAG = re.compile(
    rf"</?(?:c|i|b|u|ruby|rt|lang|font)(?:[.\s][^<>]{{0,{L}}})?>|<(?:\d{{1,9}}:)?\d{{1,2}}:\d{{2}}[.,]\d{{1,3}}>|\{{\\an?\d\}}",
    re.IGNORECASE,
)
SKIPPED = re.compile(r"(?:NOTE|STYLE|REGION)(?:\s|$)")
HEADER = re.compile(r"WEBVTT(?:[ \t]+(?P<title>.*))?$")
TURN = re.compile(r"\s*(?:-|–|—|>{2,3})\s*(?=\S)")
ROLLING = 0.3  # of the cues that begin with the words above
SHORTEST = 0.1  # seconds: a cue that only scrolls


@dataclass(slots=True)
class Cue:
    number: int
    start: float | None
    end: float | None
    lines: list[tuple[int, str]] = field(default_factory=list)
    inline: bool = False


def is_cues(lines: list[str]) -> str:
    """The name of the format, or nothing."""
    if HEADER.match(lines[0].strip()):
        return "WebVTT"
    begins = [line for line in lines[:40] if line.strip()][:6]
    if begins and SBV.match(begins[0]):
        return "SBV subtitles"
    # In a plain transcript a name stands above or beside the times; in subtitles a number at most.
    for place, line in enumerate(begins[:2]):
        found = TIMING.match(line)
        if found and (place == 0 or begins[0].strip().isdigit()) and ("," in found["start"] or place == 1):
            return "SRT subtitles"
    return ""


def title_of(lines: list[str]) -> str:
    """The words after WEBVTT on the first line, without a leading dash."""
    found = HEADER.match(lines[0].strip())
    return (found["title"] or "").strip(" \t-–—") if found else ""


def source_lines(lines: list[str], findings: Findings) -> list[SourceLine]:
    """Each line of each cue, with the cue's start. Comments, styles and what captions roll over are left out."""
    cues, marks = _cues(lines, findings)
    findings.found += sum(count(_shown(text)) for number, text in enumerate(lines, 1) if number not in marks)
    voices = any(VOICE.search(text) for cue in cues for _, text in cue.lines)
    if not voices and _is_rolling(cues):
        _unroll(cues, findings)
    found: list[SourceLine] = []
    for cue in cues:
        found += _cue(cue, findings, voices)
    return found


def _shown(text: str) -> str:
    """A line as it would be read aloud, names first: for counting what there is, before anything is understood."""
    text = VOICE.sub(lambda found: f" {found[1] or ''} ", OPEN_VOICE.sub(lambda found: f" {found[1]} ", text))
    return html.unescape(TAG.sub("", text))


def _cues(lines: list[str], findings: Findings) -> tuple[list[Cue], set[int]]:
    """The subtitles, and the numbers of the lines that hold only their times and names."""
    cues: list[Cue] = []
    marks: set[int] = set()
    skipping, place = bool(HEADER.match(lines[0].strip())), 0
    stray: list[tuple[int, str]] = []
    if skipping:
        findings.leave(1, lines[0], "The first line of the file format.")
        place = 1
    before = 0.0
    while place < len(lines):
        text, number = lines[place], place + 1
        place += 1
        timing = TIMING.match(text) or SBV.match(text)
        if timing:
            start, end = _seconds(timing["start"]), _seconds(timing["end"])
            marks.add(number)
            if cues and stray:
                cues[-1].lines += stray
            elif stray:
                cues.append(Cue(stray[0][0], None, None, stray))
            stray, skipping = [], False
            if start is None:
                findings.warn(number, text, "The times of this subtitle cannot be read. Its words are kept.")
            elif start < before:
                findings.warn(number, text, "This cue starts before the one above it.")
            before = start if start is not None else before
            cues.append(Cue(number, start, end))
        elif not text.strip():
            skipping = False
            if cues and stray:
                cues[-1].lines += stray
                stray = []
        elif skipping:
            findings.leave(number, text, "A comment or a setting of the file, which nobody says.")
        elif _begins_block(lines, place - 1) and SKIPPED.match(text) and "-->" not in text:
            skipping = True
            findings.leave(number, text, "A comment or a setting of the file, which nobody says.")
        elif _names_next(lines, place):
            marks.add(number)
        else:
            stray.append((number, text))
    if cues and stray:
        cues[-1].lines += stray
    elif stray:
        cues.append(Cue(stray[0][0], None, None, stray))
    if marks:
        findings.leave(0, "…", f"{len(marks):,} lines of times and numbers of subtitles, which nobody says.")
    return cues, marks


def _begins_block(lines: list[str], place: int) -> bool:
    return place == 0 or not lines[place - 1].strip()


def _names_next(lines: list[str], place: int) -> bool:
    """Is the line before `place` the number or name of the subtitle whose times follow?"""
    if place >= len(lines) or not (TIMING.match(lines[place]) or SBV.match(lines[place])):
        return False
    text = lines[place - 1].strip()
    return text.isdigit() or (
        _begins_block(lines, place - 1) and (" " not in text or (len(text) < 40 and ":" not in text))
    )


def _seconds(stamp: str) -> float | None:
    parts = [float(part) for part in stamp.replace(",", ".").split(":")]
    if any(part >= 60 for part in parts[1:]):
        return None
    total = 0.0
    for part in parts:
        total = total * 60 + part
    return round(total, 3)


def _clean(text: str) -> str:
    return " ".join(html.unescape(TAG.sub("", text)).split())


def _is_rolling(cues: list[Cue]) -> bool:
    """Do captions say again what stood above? Only where the file is made so: somebody may say a thing twice."""
    again = marks = 0
    for above, cue in pairwise(cues):
        old, new = _texts(above), _texts(cue)
        if old and new and (new[0] == old[-1] or new[0].startswith(old[-1] + " ")):
            again += 1
            short = above.end is not None and above.start is not None and above.end - above.start <= SHORTEST
            overlap = above.end is not None and cue.start is not None and cue.start < above.end - 0.001
            marks += len(new) > 1 or len(old) > 1 or short or overlap or len(new[0]) > len(old[-1])
    inline = any(re.search(r"<\d{1,2}:\d{2}", text) for cue in cues for _, text in cue.lines)
    return again >= 2 and again >= ROLLING * (len(cues) - 1) and (inline or marks >= again / 2)


def _texts(cue: Cue) -> list[str]:
    return [text for text in (_clean(text) for _, text in cue.lines) if text]


def _unroll(cues: list[Cue], findings: Findings) -> None:
    shown: list[str] = []
    for cue in cues:
        lines = [(number, _clean(text)) for number, text in cue.lines]
        lines = [(number, text) for number, text in lines if text]
        texts = [text for _, text in lines]
        same = next((n for n in range(min(len(shown), len(texts)), 0, -1) if shown[-n:] == texts[:n]), 0)
        for number, text in lines[:same]:
            findings.leave(number, text, "The caption shows again what it showed above.")
        kept = lines[same:]
        if not same and shown and kept and kept[0][1].startswith(shown[-1] + " "):
            number, text = kept[0]
            findings.leave(number, shown[-1], "The caption shows again what it showed above.")
            kept[0] = (number, text[len(shown[-1]) + 1 :])
        shown = texts or shown
        cue.lines = kept


def _cue(cue: Cue, findings: Findings, voices: bool) -> Iterator[SourceLine]:
    """Lines of one cue, split where the voice changes. A voice lasts to its end tag or the end of the cue."""
    voice: str | None = "" if voices else None
    for number, text in cue.lines:
        if broken := OPEN_VOICE.search(text, text.rfind(">") + 1):
            findings.warn(number, text, "The voice tag is never closed: “>” is missing. Check whose words follow.")
            text = f"{text[: broken.start()]}<v {broken[1]}>"
        place = 0
        for tag in VOICE.finditer(text):
            yield from _piece(number, text[place : tag.start()], voice, cue.start)
            place = tag.end()
            voice = "" if tag[0].startswith("</") else " ".join(html.unescape(tag[1] or "").split())
            findings.names += count(voice)
        yield from _piece(number, text[place:], voice, cue.start)


def _piece(number: int, raw: str, voice: str | None, start: float | None) -> Iterator[SourceLine]:
    text = html.unescape(TAG.sub("", raw)).strip()
    turn = TURN.match(text) if voice is None else None
    if turn:
        text = text[turn.end() :]
    if text:
        yield SourceLine(number, text, label=voice, start=start, turn=bool(turn))
