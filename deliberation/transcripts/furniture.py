"""Lines that a tool writes around a transcript, and the head of a file: nobody says them."""

from __future__ import annotations

import re
from dataclasses import replace

from deliberation.transcripts import labels
from deliberation.transcripts.model import Findings
from deliberation.transcripts.openings import CLOCK, TIME, openings
from deliberation.transcripts.panes import names_above_times
from deliberation.transcripts.source_line import SourceLine
from deliberation.transcripts.wording import count

TOOLS = "A line that the recording tool wrote."
TITLE = "This line at the top of the file was read as its title. Nobody says it."
LONGEST_TITLE = 12  # words
HEAD = "This line at the top of the file is about the record. Nobody says it."
#: Whole lines, wherever they stand.
WRITTEN = re.compile(
    r"\s*(?:"
    r"transcribed by https?://\S+"
    r"|transcription (?:ended|stopped|started)(?: after)?[\s\d:.hms]*"
    r"|this editable transcript was computer generated and might contain errors\..*"
    r"|.{1,100} (?:started|stopped) (?:the )?(?:transcription|recording)"
    r"|(?:meeting|recording|transcript) (?:started|stopped|ended|begins|ends)\.?(?:\s+(?:at|after))?[\s\d:.apm]*\W*"
    r"|\[?(?:recording|end of (?:recording|transcript|transcription|interview))\]?\.?"
    r"|(?:generated|created|exported|recorded|transcribed|transcript)"
    r" (?:by|with|using|from) (?:otter|zoom|microsoft|teams|google|rev|sonix"
    r"|trint|descript|whisper)\b.{0,80}"
    r"|(?-i:BY (?:M[RS]S?\.|MISS|DR\.|THE) [^a-z:]{1,60}:)"  # of a court: who asks from here on
    r"|kind: captions|language: [a-z-]{2,8}"
    r")\s*",
    re.IGNORECASE,
)
MONTHS = "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec"
#: Whole lines, only before anybody speaks.
DATE = re.compile(
    rf"\s*(?:\w{{3,9}},?\s+)?(?:\d{{1,2}}(?:st|nd|rd|th)?\s+(?:{MONTHS})\w*|(?:{MONTHS})\w*\s+\d{{1,2}}|\d{{1,4}}[-./]\d{{1,2}}[-./]\d{{1,4}})"
    rf"[\s,\d]*(?:(?:at\s+)?{CLOCK})?(?:\s*[•·|]\s*(?:{CLOCK}|\d+ ?min))?\s*",
    re.IGNORECASE,
)
LASTS = re.compile(
    r"\s*(?:\d+\s?h(?:ours?)?\s*)?\d+\s?m(?:in(?:ute)?s?)?(?:\s*\d+\s?s(?:ec(?:ond)?s?)?)?\s*", re.IGNORECASE
)
#: Behind a colon only where the label is of a file: “Amina: see notes.docx” is said.
FILE_NAME = re.compile(
    r"\s*(?:(?:recordings?|files?(?: name)?|audio|video|media|source|transcript(?: of)?)\s*[:：]\s*|[a-z]:\\)?"
    r"(?:[^:：]|(?<=\d):(?=\d)){0,150}"
    r"(?:(?:-\d{8}[_-]\d{4,6}\w*|meeting recording|meeting transcript|\btranscript)(?:\.\w{3,4})?"
    r"|\w\.(?:mp[34]|m4a|wav|mov|ogg|aac|webm|docx?|txt|vtt|srt))\s*",
    re.IGNORECASE,
)
#: What Otter and others write above the words, with a line below.
SECTION = re.compile(
    r"\s*(?:summary keywords|key ?words|summary|overview|outline|action items|speakers|speaker list)\s*:?\s*",
    re.IGNORECASE,
)
RULE = re.compile(r"\s*(?:([-=_*~#.])\1{2,}|[-–—])\s*")
HEADING = re.compile(
    r"\s{0,3}(?:#{1,6}\s+(?P<words>\S.*)|(?P<rule>={2,}|-{2,}|\*{3,})\s+(?P<between>\S.*?)\s+(?P=rule))\s*"
)
#: What a list, a mail or somebody who numbers lines writes before each.
MARKS = (
    re.compile(r"\s*[(\[]?(?P<number>\d{1,5})(?:[.)\]]\s*|\s+)(?=\S)"),
    re.compile(r"\s*(?:>+|[-*•·@])\s*(?=[^\s\d])"),
)
#: A line of what a note says of itself: a field, an entry of a list, or more of the field above.
FIELD = re.compile(r"(?:(?P<name>[\w-]{1,40}):(?:\s+(?P<value>.*))?$|\s+\S.*|\s*-(?:\s.*)?$|\s*$|\s*#)")
LONGEST_FRONT = 200  # lines
NAMING = ("speakers", "speakers:", "speaker list", "speaker list:")  # sections that name people
MOST_ARE = 0.6  # of the lines with words


def without_front_matter(lines: list[SourceLine], findings: Findings) -> tuple[str, list[SourceLine]]:
    """The title in what a note in Markdown says of itself between two rules at its top, and the lines after it."""
    start = next((place for place, line in enumerate(lines) if line.text.strip()), 0)
    if not lines or lines[start].text.strip() != "---":
        return "", lines
    inside = lines[start + 1 : start + LONGEST_FRONT]
    end = next((place for place, line in enumerate(inside) if line.text.strip() in ("---", "...")), 0)
    if not end or not FIELD.match(inside[0].text) or not all(FIELD.match(line.text) for line in inside[:end]):
        return "", lines
    names = [found["name"] for line in inside[:end] if (found := FIELD.match(line.text)) and found["name"]]
    if any(name[:1].isupper() for name in names):
        return "", lines  # people who speak between two rules
    fields = [found for line in inside[:end] if (found := FIELD.match(line.text)) and found["name"]]
    for line in lines[start : start + end + 2]:
        findings.leave(line.number, line.text, HEAD)
    titles = [(found["value"] or "").strip(" \"'") for found in fields if found["name"].casefold() == "title"]
    return "".join(titles[:1]), lines[start + end + 2 :]


def without_tools(lines: list[SourceLine], findings: Findings) -> list[SourceLine]:
    """The lines without those that tools wrote, which are listed. A line between others stays, empty."""
    kept = []
    for line in lines:
        if line.label is None and len(line.text) < 300 and (WRITTEN.fullmatch(line.text) or RULE.fullmatch(line.text)):
            findings.leave(line.number, line.text, TOOLS)
            kept.append(SourceLine(line.number, "", start=line.start))
        elif line.label is None and not line.heading and (found := HEADING.fullmatch(line.text[:300])):
            kept.append(SourceLine(line.number, found["words"] or found["between"], heading=True))
        else:
            kept.append(line)
    return kept


def unmarked(lines: list[SourceLine], findings: Findings) -> list[SourceLine]:
    """The lines without the numbers, dashes or arrows that stand before them, where names with a colon stand behind.

    "1. Moss: What?" and "3. Moss: And?" are one person, not two.
    """
    for mark in MARKS:
        found = _marks(lines, mark)
        said = sum(bool(line.text.strip()) for line in lines)
        named = sum(
            any(one.form in ("colon", "tab") for one in openings(line.text[end:])) for line, end in found.values()
        )
        if len(found) > 2 and len(found) >= MOST_ARE * said and 2 * named >= len(found):
            findings.names += sum(count(line.text) - count(line.text[end:]) for line, end in found.values())
            lines = [
                replace(line, text=line.text[found[place][1] :]) if place in found else line
                for place, line in enumerate(lines)
            ]
    return lines


def _marks(lines: list[SourceLine], mark: re.Pattern[str]) -> dict[int, tuple[SourceLine, int]]:
    """Lines with this mark by place, with where it ends. Numbers go up."""
    found: dict[int, tuple[SourceLine, int]] = {}
    last = None
    for place, line in enumerate(lines):
        if line.label is not None or line.heading or line.bold or not (seen := mark.match(line.text)):
            continue
        number = int(seen["number"]) if "number" in mark.groupindex else None
        if number is not None and last is not None and number <= last:
            continue
        last = number
        found[place] = line, seen.end()
    return found


def top(lines: list[SourceLine], findings: Findings, *, apart: bool = False) -> tuple[str, list[SourceLine]]:
    """The title from the lines at the top of a file that nobody says, and the lines after them.

    `apart`: each line is a paragraph of its own.
    """
    title, place = "", 0
    while place < len(lines):
        line = lines[place]
        if line.label is not None or line.heading:
            break
        if not line.text.strip():
            place += 1
            continue
        used, found = _head(lines, place, findings, apart)
        if not used:
            break
        title = title or found
        place += used
    return title, lines[place:]


def _head(lines: list[SourceLine], place: int, findings: Findings, apart: bool) -> tuple[int, str]:
    """How many lines of the head begin here, and the title in them."""
    line = lines[place]
    colon = next((one for one in openings(line.text) if one.form in ("colon", "tight", "bold")), None)
    if colon and labels.heading(colon.label):
        name, value = labels.words_of(colon.label)[0], colon.rest.strip()
        findings.leave(line.number, line.text, HEAD)
        if name == "title":
            return 1, value
        if not value and (below := _below(lines, place)):
            value, used = lines[below].text.strip(), below - place + 1
            findings.leave(lines[below].number, value, HEAD)
        else:
            used = 1
        findings.top.append((name, value))
        return used, ""
    if SECTION.fullmatch(line.text) or (labels.heading(line.text.strip()) and len(line.text.split()) < 3):
        return _section(lines, place, findings)
    for name, shape in (("date", DATE), ("duration", LASTS), ("title", FILE_NAME)):
        if shape.fullmatch(line.text[:200]):
            findings.leave(line.number, line.text, HEAD)
            if name != "title":
                findings.top.append((name, line.text.strip()))
            return 1, line.text.strip() if name == "title" else ""
    if _is_title(lines, place, apart):
        findings.leave(line.number, line.text, TITLE)
        return 1, line.text.strip()
    return 0, ""


def _is_title(lines: list[SourceLine], place: int, apart: bool) -> bool:
    """The first line, apart from what follows, which goes with no words above: a date, a heading, a turn."""
    text = lines[place].text.strip()
    if any(line.text.strip() for line in lines[:place]) or lines[place].bold or openings(text):
        return False
    if text[:1].islower() or len(text.split()) > LONGEST_TITLE or text[-1:] in {*".!?…,;:。！？؟"} or TIME.match(text):
        return False
    below = next((n for n in range(place + 1, len(lines)) if lines[n].text.strip()), None)
    if below is None or any(" ".join(line.text.split()) == text for line in lines[below:]):
        return False
    named = names_above_times(lines)
    if place in named:
        return False
    after = lines[below].text
    is_head = DATE.fullmatch(after) or LASTS.fullmatch(after) or SECTION.fullmatch(after)
    return bool(is_head) or (
        (apart or below > place + 1) and (bool(lines[below].bold) or below in named or _begins_a_turn(after))
    )


def _begins_a_turn(text: str) -> bool:
    time = TIME.match(text)
    return any(
        one.form in ("colon", "time", "bold", "bracket") and (one.marked or one.rest.strip() or one.form != "bracket")
        for one in openings(text[time.end() :] if time else text)
    )


def _section(lines: list[SourceLine], place: int, findings: Findings) -> tuple[int, str]:
    """ "Attendees" above a list of names; "Transcript" above nothing."""
    name = labels.words_of(lines[place].text)[0]
    findings.leave(lines[place].number, lines[place].text, HEAD)
    used, value = 1, []
    if SECTION.fullmatch(lines[place].text) and lines[place].text.strip().casefold() not in NAMING:
        while place + used < len(lines) and (text := lines[place + used].text.strip()):
            findings.leave(lines[place + used].number, text, HEAD)
            used += 1
        return used, ""
    if name in ("attendees", "participants", "present", "apologies", "absent", "speakers", "speaker"):
        while place + used < len(lines) and (text := lines[place + used].text.strip()):
            if any(one.form in ("colon", "time") for one in openings(text)):
                break
            findings.leave(lines[place + used].number, text, HEAD)
            value.append(text)
            used += 1
        findings.top.append((name, ", ".join(value)))
    return used, ""


def _below(lines: list[SourceLine], place: int) -> int:
    """The next line, where it is a plain one: what a label alone on its line is about."""
    if place + 1 < len(lines) and (text := lines[place + 1].text.strip()) and not openings(text):
        return place + 1
    return 0
