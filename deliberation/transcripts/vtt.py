"""WebVTT: subtitles with a time for each cue, and perhaps a voice tag."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from deliberation.transcripts.model import Findings
from deliberation.transcripts.source import SourceLine

STAMP = r"(?:(\d{2,}):)?(\d{2}):(\d{2})\.(\d{3})"
TIMING = re.compile(rf"\s*{STAMP}\s+-->\s+{STAMP}(?:\s.*)?$")
# No part of a tag is longer than this: a line of a million openings would else be looked through a million times.
L = 80
VOICE = re.compile(rf"<v(?:\.[^\s>]{{0,{L}}})?(?:\s([^>]{{0,{L}}}))?>|</v\s{{0,{L}}}>")
OPEN_VOICE = re.compile(rf"<v(?:\.[^\s>]{{0,{L}}})?\s")
TAG = re.compile(rf"</?(?:c|i|b|u|ruby|rt|lang)(?:[.\s][^>]{{0,{L}}})?>|<(?:\d{{2,9}}:)?\d{{2}}:\d{{2}}\.\d{{3}}>")
SKIPPED = re.compile(r"(?:NOTE|STYLE|REGION)(?:\s|$)")
HEADER = re.compile(r"WEBVTT(?:[ \t]+(?P<title>.*))?$")

Numbered = list[tuple[int, str]]


def is_vtt(lines: list[str]) -> bool:
    """Does the file start the way every WebVTT file must?"""
    return bool(HEADER.match(lines[0].rstrip()))


def title_of(lines: list[str]) -> str:
    """The words after WEBVTT on the first line, without a leading dash."""
    found = HEADER.match(lines[0].rstrip())
    return (found["title"] or "").strip(" \t-–—") if found else ""


def source_lines(lines: list[str], findings: Findings) -> Iterator[SourceLine]:
    """Each line of each cue, with the cue's start. Comments and styles are skipped."""
    blocks = _blocks(lines)
    next(blocks, None)  # the header
    before = 0.0
    for block in blocks:
        if SKIPPED.match(block[0][1]) and "-->" not in block[0][1]:
            continue
        timing = next((place for place, (_, text) in enumerate(block[:2]) if "-->" in text), None)
        if timing is None:
            problem = "These words have no time above them (such as 00:01.000 --> 00:04.000)."
            findings.refuse(*block[0], problem)
            continue
        number, text = block[timing]
        start = _start(number, text, findings)
        if start is not None and start < before:
            findings.warn(number, text, "This cue starts before the one above it.")
        before = start if start is not None else before
        yield from _cue(block[timing + 1 :], start, findings)


def _blocks(lines: list[str]) -> Iterator[Numbered]:
    block: Numbered = []
    for number, text in enumerate(lines, start=1):
        if text.strip():
            block.append((number, text))
        elif block:
            yield block
            block = []
    if block:
        yield block


def _start(number: int, text: str, findings: Findings) -> float | None:
    found = TIMING.match(text)
    if not found:
        findings.refuse(number, text, "The times of this cue cannot be read.")
        return None
    start, end = _seconds(found.groups()[:4]), _seconds(found.groups()[4:])
    if start is None or end is None:
        findings.refuse(number, text, "Minutes and seconds must be below 60.")
    elif end < start:
        findings.refuse(number, text, "This cue ends before it starts.")
    return start


def _seconds(parts: tuple[str | None, ...]) -> float | None:
    hours, minutes, seconds, thousandths = (int(part or 0) for part in parts)
    if minutes >= 60 or seconds >= 60:
        return None
    return round(hours * 3600 + minutes * 60 + seconds + thousandths / 1000, 3)


def _cue(block: Numbered, start: float | None, findings: Findings) -> Iterator[SourceLine]:
    """Lines of one cue, split where the voice changes. A voice lasts to its end tag or the end of the cue."""
    voice: str | None = None
    for number, text in block:
        if "-->" in text:
            findings.refuse(number, text, "An empty line is missing above this cue.")
            continue
        if OPEN_VOICE.search(text, text.rfind(">") + 1):
            findings.refuse(number, text, "The voice tag is never closed: “>” is missing.")
            continue
        place = 0
        for tag in VOICE.finditer(text):
            yield from _piece(number, text[place : tag.start()], voice, start)
            place = tag.end()
            voice = _voice(tag, number, text, findings)
        yield from _piece(number, text[place:], voice, start)


def _voice(tag: re.Match[str], number: int, text: str, findings: Findings) -> str | None:
    if tag[0].startswith("</"):
        return None
    name = html.unescape(tag[1] or "").strip()
    if not name:
        findings.refuse(number, text, "The voice tag has no name.")
        return None
    return name


def _piece(number: int, raw: str, voice: str | None, start: float | None) -> Iterator[SourceLine]:
    text = html.unescape(TAG.sub("", raw)).strip()
    if text:
        yield SourceLine(number, text, label=voice, start=start)
