"""Questions and answers with numbers: “Q1: … A1: … Q2: …” is one who asks and one who answers, not four people."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from itertools import pairwise

from deliberation.transcripts.model import Findings
from deliberation.transcripts.openings import openings
from deliberation.transcripts.source_line import SourceLine
from deliberation.transcripts.wording import count

ASKS = "Q"
ANSWERS = "A"
ONE_ASKS = "Questions with numbers were read as of one person who asks. Say whether they facilitated."
ONE_ANSWERS = "Answers with numbers were read as of one person. If several answered, give their turns to others."
ASKING = r"q|qu|ques|question|cwestiwn"
ANSWERING = r"a|r|an|ans|answer|resp|response|reply|ateb"
NUMBER = r"\.?\s?(?P<number>\d{1,3})[a-z]?"
MARK = r"\s*(?:[.):：]|[-–—|](?=\s)|\t)(?=\s|$)\s*"
ASKED = re.compile(rf"\s*(?:\*\*)?(?:{ASKING}){NUMBER}(?:\*\*)?{MARK}(?:\*\*\s*)?", re.IGNORECASE)
BARE = re.compile(rf"\s*(?:{ASKING}){NUMBER}\s+(?=\S.*[?？؟]\s*$)", re.IGNORECASE)
PLAIN = re.compile(r"\s*(?P<number>\d{1,3})[.)]\s+(?=\S.*[?？؟]\s*$)")
ANSWERED = re.compile(rf"\s*(?:\*\*)?(?:{ANSWERING}){NUMBER}(?:\*\*)?(?:{MARK}|\s+(?=\S))(?:\*\*\s*)?", re.IGNORECASE)
INNER = re.compile(r"(?<=[.!?…])\s+(?=[^\W\d_]{1,9}\.?\s?\d{1,3}[a-z]?\s*:\s)")
Marks = dict[int, re.Match[str]]


def one_who_asks(lines: list[SourceLine], findings: Findings) -> list[SourceLine]:
    """The lines with Q and A for the numbered labels, where their numbers rise from question to question."""
    whole = [piece for line in lines for piece in _pieces(line)]
    asked = _rising(whole, ASKED) or _rising(whole, BARE) or _answered(whole, _rising(whole, PLAIN))
    answered = _in_step(whole, asked)
    if not asked or not (answered or _are_questions(whole, asked)):
        return lines
    lines = list(whole)
    for label, why, marks in ((ASKS, ONE_ASKS, asked), (ANSWERS, ONE_ANSWERS, answered)):
        for place, mark in marks.items():
            text = lines[place].text
            lines[place] = replace(lines[place], text=f"{label}: {text[mark.end() :]}", bold=None)
            findings.names += count(text) - count(lines[place].text)
        if marks:
            findings.asked[label] = why
    findings.leading.add(ASKS)
    return lines


def _pieces(line: SourceLine) -> Iterable[SourceLine]:
    """A line, parted where another question or answer with a number begins in it."""
    if line.label is not None or line.heading:
        return [line]
    return [replace(line, text=text) for text in INNER.split(line.text)]


def _rising(lines: list[SourceLine], shape: re.Pattern[str]) -> Marks:
    """The lines that begin so, where there are two and each number is higher than the one before."""
    found = {
        place: mark
        for place, line in enumerate(lines)
        if line.label is None and not line.heading and (mark := shape.match(line.text))
    }
    numbers = [(int(mark["number"]), mark[0].casefold().strip()) for mark in found.values()]
    rise = all(before < after and after[0] - before[0] < 10 for before, after in pairwise(numbers))
    return found if len(found) > 1 and rise else {}


def _answered(lines: list[SourceLine], asked: Marks) -> Marks:
    """Questions with nothing but a number: only where a name follows each, else somebody reads a list out."""
    for place in asked:
        below = next((lines[n].text for n in range(place + 1, len(lines)) if lines[n].text.strip()), "")
        if not any(one.form in ("colon", "bold") for one in openings(below)):
            return {}
    return asked


def _in_step(lines: list[SourceLine], asked: Marks) -> Marks:
    """The answers with numbers, where each has the number of the question above it and no other stands beside it."""
    found: Marks = {}
    current = answered = ""
    for place, line in enumerate(lines):
        if place in asked:
            current, answered = asked[place]["number"], ""
        elif line.label is None and not line.heading and (mark := ANSWERED.match(line.text)):
            if mark["number"] != current or answered not in ("", mark[0].strip()):
                return {}
            found[place], answered = mark, mark[0].strip()
    return found if len(found) > 1 else {}


def _are_questions(lines: list[SourceLine], asked: Marks) -> bool:
    """Half of them ask something, on their line or the one below."""
    texts = [f"{lines[place].text} {lines[place + 1].text if place + 1 < len(lines) else ''}" for place in asked]
    return 2 * sum(any(sign in text for sign in "?？؟") for text in texts) >= len(texts)
