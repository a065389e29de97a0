"""What the pane of an application brings with it when it is copied: times in words, initials, names above times.

AR                                   initials, as drawn beside a name
Amina Rahman                         who speaks, alone above a time
0 minutes 9 seconds                  the time, as it is read aloud
0:09                                 the time
Amina Rahman 0 minutes 9 seconds     both once more
The vans are loud.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from itertools import pairwise
from typing import Literal

from deliberation.transcripts import labels
from deliberation.transcripts.model import Findings
from deliberation.transcripts.openings import CLOCK, TIME
from deliberation.transcripts.source_line import SourceLine
from deliberation.transcripts.vocabulary import OWN
from deliberation.transcripts.wording import count

READ_ALOUD = "A time in words, which the tool wrote beside the time."
NAMED_AGAIN = "The name and the time above once more, as the tool copied them."
INITIALS = "Initials that the tool drew beside the name. Nobody says them."
SPOKEN = (
    r"(?:(?P<h>\d{1,3})\s?(?:hours?|hrs?|awr)(?:,|\s+and)?\s*)?"
    r"(?:(?P<m>\d{1,3})\s?(?:minutes?|mins?|munud)(?:,|\s+and)?\s*)?"
    r"(?:(?P<s>\d{1,2})\s?(?:seconds?|secs?|eiliad))?"
)
ALOUD = re.compile(rf"\s*(?=\d){SPOKEN}(?:\s*(?P<clock>{CLOCK}))?\s*", re.IGNORECASE)
NAMED = re.compile(rf"\s*(?P<name>\S.{{0,100}}?)\s+(?=\d){SPOKEN}\s*$", re.IGNORECASE)
GLUED = re.compile(r"\s*(?P<name>\S.{0,80}?[^\W\d])(?P<clock>\d{1,2}:\d{2}(?::\d{2})?(?:\s?[AaPp][Mm])?)\s*")
DRAWN = re.compile(r"\s*[^\W\d_]{1,3}\s*")
LONGEST = 60
HEAD = 4  # lines above the first time: a title, a day, and the name
MOST_ARE = 0.6  # of the names above times

#: How surely it is a name: above several times; above a time as every other one is; or only perhaps.
Sure = Literal["sure", "asked", "doubt"]


def is_alone(text: str) -> bool:
    """A line that is nothing but a possible name: no sentence, which ends."""
    label = labels.tidy(text)
    if label[-1:] in {*".!?…,;:"} and not labels.role_word(label):
        return False
    return len(label) <= LONGEST and labels.shaped(label) and (labels.name_like(label) or labels.role_word(label))


def only_words(lines: list[SourceLine], findings: Findings) -> list[SourceLine]:
    """The lines without times in words and initials beside names, which are listed."""
    return _without_initials(_without_times(_parted(lines, findings), findings), findings)


def _parted(lines: list[SourceLine], findings: Findings) -> list[SourceLine]:
    """The lines with a gap between a name and the time that was copied on to its end: “Amina Rahman10:31 AM”."""
    glued = {n: found for n in _said(lines) if (found := GLUED.fullmatch(lines[n].text)) and is_alone(found["name"])}
    if len(glued) < 2:
        return lines
    kept = list(lines)
    for place, found in glued.items():
        kept[place] = replace(lines[place], text=f"{found['name']}  {found['clock']}")
        findings.names += count(lines[place].text) - count(kept[place].text)
    return kept


def _without_times(lines: list[SourceLine], findings: Findings) -> list[SourceLine]:
    said = _said(lines)
    aloud: dict[int, float] = {}
    kept: dict[int, SourceLine | None] = {}
    named = Counter(labels.key(one["name"]) for n in said if (one := NAMED.match(lines[n].text)) and _seconds(one))
    for place, number in enumerate(said):
        text = lines[number].text
        found = ALOUD.fullmatch(text) or NAMED.match(text)
        if found is None or (seconds := _seconds(found)) is None:
            continue
        beside = [_clock(lines[said[n]].text) for n in (place - 1, place + 1) if 0 <= n < len(said)]
        if found.re is NAMED:
            if is_alone(found["name"]) and (seconds in beside or named[labels.key(found["name"])] > 1):
                kept[number] = _named(lines, said, place, found, seconds, findings)
        elif found["clock"]:
            if labels.seconds(found["clock"]) == seconds:
                aside = text[: found.start("clock")]
                findings.leave(lines[number].number, aside, READ_ALOUD)
                findings.left_words += count(text) - count(aside)  # “9 seconds0:09” is parted otherwise
                kept[number] = replace(lines[number], text=found["clock"])
        elif seconds in beside:
            findings.leave(lines[number].number, text, READ_ALOUD)
            kept[number] = None
        elif place and is_alone(lines[said[place - 1]].text):
            aloud[number] = seconds
    if len(aloud) > 1 and list(aloud.values()) == sorted(aloud.values()):
        for number, seconds in aloud.items():
            findings.leave(lines[number].number, lines[number].text, READ_ALOUD)
            kept[number] = replace(lines[number], text=_written(seconds))
    return [left for place, line in enumerate(lines) if (left := kept.get(place, line)) is not None]


def _named(
    lines: list[SourceLine], said: list[int], place: int, found: re.Match[str], seconds: float, findings: Findings
) -> SourceLine | None:
    """A name with the time in words: said above already, above its time, or the start of a turn."""
    line, name = lines[said[place]], found["name"]
    above = [lines[number].text for number in said[max(0, place - 3) : place]]
    if any(labels.key(text) == labels.key(name) for text in above) and (
        _clock(above[-1]) == seconds or _seconds(ALOUD.fullmatch(above[-1])) == seconds
    ):
        findings.leave(line.number, line.text, NAMED_AGAIN)
        return None
    findings.leave(line.number, line.text[found.end("name") :], READ_ALOUD)
    below = lines[said[place + 1]].text if place + 1 < len(said) else ""
    return replace(line, text=name if _clock(below) == seconds else f"{name} ({_written(seconds)})")


def _without_initials(lines: list[SourceLine], findings: Findings) -> list[SourceLine]:
    said = _said(lines)
    named = [n for n in range(1, len(said) - 1) if _is_time(lines[said[n + 1]].text) and is_alone(lines[said[n]].text)]
    drawn = [said[n - 1] for n in named if _are_initials(lines[said[n - 1]].text, lines[said[n]].text)]
    if len(drawn) < 2 or len(drawn) < MOST_ARE * len(named):
        return lines
    for place in drawn:
        findings.leave(lines[place].number, lines[place].text, INITIALS)
    return [line for place, line in enumerate(lines) if place not in set(drawn)]


def _are_initials(text: str, name: str) -> bool:
    first = "".join(word[:1] for word in re.split(r"[\s-]+", re.sub(r"[(\[].*", "", name)) if word).casefold()
    drawn = text.strip().casefold()
    return bool(DRAWN.fullmatch(text)) and drawn in (first, first[:1], first[:2], first[:1] + first[-1:])


def names_above_times(lines: list[SourceLine]) -> dict[int, Sure]:
    """Places of possible names alone on a line above a time alone, with words below that, and how sure each is.

    Somebody begins there who stands apart from what is above, or whose name stands above another time too. In a file
    that begins so, every such name counts, and what stands above a time where all others are names is held.
    """
    texts = [line.text.strip() if line.label is None and not line.heading else "" for line in lines]
    is_time = [_is_time(text) for text in texts]
    near = [
        place
        for place in range(len(lines) - 2)
        if is_time[place + 1] and texts[place + 2] and not is_time[place + 2] and is_alone(texts[place])
    ]
    found: dict[int, Sure] = {}
    pane = _pane(texts, is_time)
    times = Counter(labels.key(texts[place]) for place in {*near, *pane})
    for place in near:
        if times[labels.key(texts[place])] > 1 or not place or not texts[place - 1]:
            found[place] = "sure"
    for place, sure in pane.items():
        found[place] = "sure" if place in found or (sure == "asked" and times[labels.key(texts[place])] > 1) else sure
    return found


def _pane(texts: list[str], is_time: list[bool]) -> dict[int, Sure]:
    """What stands above times in a file that begins with a name above a time."""
    said = [place for place, text in enumerate(texts) if text]
    times = [n for n, place in enumerate(said) if is_time[place]]
    if len(times) < 2 or not 0 < times[0] <= HEAD:
        return {}
    first = said[times[0] - 1]
    if first and texts[first - 1] and times[0] > 1:
        return {}
    above = [first, *(said[later - 1] for time, later in pairwise(times) if later - time > 2)]
    above = [place for place in above if len(texts[place]) <= LONGEST and texts[place][-1] not in ".!?…,;"]
    again = Counter(labels.key(texts[place]) for place in above)
    named = [place for place in above if is_alone(texts[place])]
    if len(above) == len(times) and (len(named) >= MOST_ARE * len(above) or 2 * len(again) <= len(above) + 1):
        often = {key for key, n in again.items() if n > 1}
        return {place: "asked" if place in named or labels.key(texts[place]) in often else "doubt" for place in above}
    return dict.fromkeys(named, "doubt") if first in named else {}


def is_own(label: str) -> bool:
    """What an application calls whoever copied it: “You”."""
    return labels.key(label) in OWN


def _said(lines: list[SourceLine]) -> list[int]:
    return [n for n, line in enumerate(lines) if line.label is None and not line.heading and line.text.strip()]


def _is_time(text: str) -> bool:
    return (time := TIME.match(text)) is not None and text[time.end() :].strip() in ("", ":")


def _clock(text: str) -> float | None:
    time = TIME.match(text)
    if time is None or text[time.end() :].strip() not in ("", ":"):
        return None
    return labels.seconds(time["inside"] or time["bare"])


def _seconds(found: re.Match[str] | None) -> float | None:
    parts = [found[name] for name in "hms"] if found else []
    if not any(parts):
        return None
    hours, minutes, seconds = (int(part or 0) for part in parts)
    return float(hours * 3600 + minutes * 60 + seconds)


def _written(seconds: float) -> str:
    whole = int(seconds)
    return f"{whole // 3600}:{whole // 60 % 60:02}:{whole % 60:02}"
