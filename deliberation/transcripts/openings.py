"""What may stand at the start of a line before somebody's words, in every form that transcripts have.

    Amina: …   [00:01:02] Amina: …   Amina (00:01:02): …   00:01:02 - Amina: …       a colon
    Amina  0:00   Amina (00:01:02)   Amina (00:01:02) …   [Amina] 18:03:12           a time, with or without words
    Amina (alone, a time alone below it, the words below that)
    [Amina] …   <Amina> …   (Amina) …                                                brackets, without a time
    I – …      I | …      I<tab>…      Q. …     Amina (alone, the words below)       a dash, a bar, a tab, a dot, none
    : …                                                                              a name that somebody left out

Whether it is a name is settled over the whole file (`speakers.py`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from deliberation.transcripts.labels import tidy
from deliberation.transcripts.model import LONGEST_LABEL
from deliberation.transcripts.vocabulary import SOUNDS

Form = Literal["colon", "tight", "time", "bracket", "round", "dash", "tab", "dot", "alone", "bold", "inner"]

CLOCK = r"\d{1,3}:\d{1,2}(?::\d{1,2})?(?:[.,]\d{1,3})?(?:\s?[AaPp]\.?[Mm]\.?)?"
UNTIL = rf"(?:\s*(?:-->|→|[-–—])\s*{CLOCK})?"
#: What a chat on a phone writes before the time.
DATE = r"(?:\d{1,4}[-./]\d{1,2}[-./]\d{1,4}(?:,\s*|\s+|T))?"
TIME = re.compile(
    rf"\s*(?:[\[({{<]\s*{DATE}(?P<inside>{CLOCK}){UNTIL}\s*[\])}}>]|{DATE}(?P<bare>{CLOCK}){UNTIL}(?=\s|$))\s*(?:[-–—|]\s+)?"
)
COLON = re.compile(r":(?=\s|$|[\"“‘])|：")
TIMED_COLON = re.compile(
    rf"\s*(?P<label>[^:]{{1,{LONGEST_LABEL}}}?)(?:\s*[\[(]\s*|\s+|\s*[,|]\s*)(?P<clock>{CLOCK}){UNTIL}\s*[\])]?\s*:(?=\s|$)"
)
TIMED_END = re.compile(
    rf"\s*(?P<label>\S.{{0,{LONGEST_LABEL}}}?)(?P<gap>\s{{2,}}|\t|\s*[\[(]\s*|\s*[|•·]\s*"
    rf"|\s*[-–—]\s*(?:Today|Yesterday) at\s|\s*[-–—,@]\s+|\s)"
    rf"(?P<clock>{CLOCK}){UNTIL}\s*[\])]?\s*$"
)
TIMED_WORDS = re.compile(
    rf"\s*(?P<label>[^\[(:]{{1,{LONGEST_LABEL}}}?)\s*[\[(]\s*(?P<clock>{CLOCK}){UNTIL}\s*[\])]\s*[-–—]?\s*(?P<rest>\S.*)$"
)
BRACKET = re.compile(
    rf"\s*(?:\[(?P<square>[^\]\d][^\]]{{0,{LONGEST_LABEL}}})\]|<(?P<angle>[^>\d/][^>]{{0,{LONGEST_LABEL}}})>"
    rf"|\((?P<round>[^)\d][^)]{{0,{LONGEST_LABEL}}})\))"
    rf"\s*(?P<clock>{CLOCK})?\s*:?\s*(?P<rest>.*)$"
)
CHAT = re.compile(  # Zoom's chat, as it is and as it was
    r"\s*From\s+(?P<label>\S.{0,100}?)\s+to\s+\S.{0,100}|\s*From\s{2,}(?P<all>\S.{0,100}?)\s+", re.IGNORECASE
)
#: The same where only its words were kept: a time before it says that somebody sent it.
SENT = re.compile(r"From\s+(?P<label>[^:]{1,100}?)\s*:\s+(?=\S)")
#: What a label of things is followed by: “Slides: https://…”. Nobody is named by it.
ADDRESS = re.compile(r"\s*<?https?://\S+>?\s*")
UNNAMED = re.compile(r"\s*[:：]\s+(?=\S)")
EMPHASIS = r"(?:\*{1,3}|_{2}|</?(?:b|strong|u|i|em)>)"
STARS = re.compile(rf"\s*{EMPHASIS}(?P<label>[^*_:<>]{{1,80}}):?\s*{EMPHASIS}\s*:?\s*(?P<rest>.*)$")
DASH = re.compile(
    r"\s*(?P<label>[^\s–—-](?:.{0,38}?\S)?)(?:\s+[–—-]{1,2}\s*|\s*[–—|]\s*|-{1,2}\s+|;\s+|\s[=>]\s+)(?P<rest>\S.*)$"
)
TAB = re.compile(r"\s*(?P<label>[^\t]{1,60})\t\s*(?P<rest>\S.*)$")
DOT = re.compile(r"\s*(?P<label>[A-Za-z]{1,3}\d{0,2})[.)]\s+(?P<rest>\S.*)$")
NOTE = re.compile(r"\s*(?:\[\s*note\s*:(?P<inside>[^\]]*)\]|\[\s*note\s*\]\s*:?|note\s*:(?=\s|$))\s*", re.IGNORECASE)
#: Where in a line another turn may begin.
INNER = re.compile(
    r"(?:(?:(?<=’)(?=\s)|(?<=[.!?…。！？”\")\]]))(?<!\bM[RSrs]\.)(?<!\bDr\.)(?<!\bDR\.)(?<!\bMrs\.)(?<!\bMRS\.)(?<!\bProf\.)\s*"
    r"|(?<=\s)\s+|\t|\s[–—|/]+\s)(?=\S)"
)
MOST_INNER = 2_000  # in one line
INNER_LABEL = 60


@dataclass(frozen=True, slots=True)
class Opening:
    """A line that may start a turn: its label, the words after it, and what speaks for it. `at` is where it starts."""

    label: str
    rest: str
    form: Form = "colon"
    clock: str | None = None
    marked: bool = False
    at: int = 0


def openings(line: str) -> list[Opening]:
    """Every way to read the start of a line, the surest first."""
    return [found for found in _all(line) if found.label]


def _all(line: str) -> Iterator[Opening]:
    head = line[: 4 * LONGEST_LABEL]
    if found := STARS.match(head):
        yield Opening(tidy(found["label"]), line[found.start("rest") :], "bold", marked=True)
    if (found := BRACKET.match(head)) and _no_sound(inside := found["square"] or found["angle"] or found["round"]):
        label = tidy(inside)
        sure = bool(found["clock"]) or line[found.end("square") + 1 : found.end("square") + 2] == ":"
        form: Form = "round" if found["round"] else "bracket"
        yield Opening(label, line[found.start("rest") :], form, found["clock"], marked=sure)
        if found["clock"]:
            return
    if found := UNNAMED.match(head):
        yield Opening("?", line[found.end() :])
        return
    if found := TIMED_COLON.match(head):
        yield Opening(tidy(found["label"]), line[found.end() :], "colon", found["clock"], marked=True)
    if len(line) < 2 * LONGEST_LABEL and (found := TIMED_END.match(line)):
        sure = len(found["gap"]) > 1 or found["gap"] == "\t"
        yield Opening(tidy(found["label"]).rstrip(" ,:"), "", "time", found["clock"], marked=sure)
    elif found := TIMED_WORDS.match(head):
        yield Opening(tidy(found["label"]), line[found.start("rest") :], "time", found["clock"], marked=True)
    yield from _colon(line, head)
    for form, shape in (("tab", TAB), ("dash", DASH), ("dot", DOT)):
        if found := shape.match(head):
            label = tidy(found["label"])
            if not (form == "dash" and len(label.split()) > 3):
                yield Opening(label, line[found.start("rest") :], form)


def _colon(line: str, head: str) -> Iterator[Opening]:
    found = COLON.search(head)
    if found and (sent := CHAT.fullmatch(head[: found.start()])):
        yield Opening(tidy(sent["label"] or sent["all"]), line[found.end() :], marked=True)
        return
    if found and ":" not in (label := tidy(head[: found.start()])):
        yield Opening(label, line[found.end() :])
        return
    place = head.find(":")
    if place > 0 and not head[place + 1 : place + 2].isdigit():
        yield Opening(tidy(head[:place]), line[place + 1 :], "tight")


def _no_sound(inside: str) -> bool:
    """Nor an address: “<https://example.org>”."""
    words = inside.casefold().split()
    if not words or ADDRESS.fullmatch(inside):
        return False
    return words[0].strip(".,") not in SOUNDS and not NOTE.match(f"[{inside}]")


def inner(line: str) -> list[Opening]:
    """Names with a colon after the end of a sentence, or after wide space, inside a line. `at` is where each starts."""
    if ":" not in line and "：" not in line:
        return []
    found = []
    for number, gap in enumerate(INNER.finditer(line)):
        if number >= MOST_INNER:
            break
        piece = line[gap.end() : gap.end() + INNER_LABEL + 1]
        colon = COLON.search(piece)
        if colon and colon.start() and ":" not in piece[: colon.start()] and "\t" not in piece[: colon.start()]:
            label = tidy(piece[: colon.start()])
            if any(map(str.isalnum, label)):
                found.append(Opening(label, line[gap.end() + colon.end() :], "inner", at=gap.end()))
    return found
