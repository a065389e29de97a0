"""What pages bring with them when they are copied: numbers, lines at their edges, and times at the ends of lines."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import replace

from deliberation.transcripts import labels
from deliberation.transcripts.model import Findings
from deliberation.transcripts.openings import CLOCK, openings
from deliberation.transcripts.source_line import SourceLine
from deliberation.transcripts.wording import count

NUMBER = "The number of a page, which nobody says."
RUNNING = "This line stands at the edge of every page. Nobody says it."
#: A line that can be nothing else than the number of a page, and a number alone, which may be an answer.
PAGE = re.compile(
    r"\s*(?:(?:page|pg\.?|tudalen)\s*(?P<said>\d{1,4})(?:\s*(?:of|/|o)\s*\d{1,4})?|[-–—]\s*(?P<dashed>\d{1,4})\s*[-–—]"
    r"|(?P<share>\d{1,4})\s*(?:of|/)\s*\d{1,4})\s*",
    re.IGNORECASE,
)
ALONE = re.compile(r"\s*(?P<number>\d{1,4})\s*")
LAST_TIME = re.compile(rf"\s+[\[(]?\s*(?P<clock>{CLOCK})\s*[\])]?\s*$")
LONGEST_RUNNING = 120
NEAR = 2  # lines between the number of a page and what stands at its edge
MOST_END = 0.6  # of the lines with words


def without_pages(lines: list[SourceLine], findings: Findings) -> list[SourceLine]:
    """The lines without numbers of pages and what stands at their edge each time, which are listed."""
    numbers = _numbers(lines)
    edges = _edges(lines, numbers)
    for place in sorted(numbers | edges):
        findings.leave(lines[place].number, lines[place].text, NUMBER if place in numbers else RUNNING)
    return [line for place, line in enumerate(lines) if place not in numbers | edges]


def _numbers(lines: list[SourceLine]) -> set[int]:
    """Where numbers of pages stand: each one more than the last. A number alone is one only beside two others."""
    run: list[tuple[int, int, bool]] = []
    found: set[int] = set()
    for place, line in enumerate(lines):
        if line.label is not None or line.heading:
            continue
        sure = PAGE.fullmatch(line.text)
        seen = sure or ALONE.fullmatch(line.text)
        if seen is None or (not sure and _answers(lines, place)):
            continue
        number = int(next(part for part in seen.groupdict().values() if part))
        if run and number != run[-1][1] + 1:
            if not sure:
                continue
            found |= _counted(run)
            run = []
        run.append((place, number, sure is not None))
    return found | _counted(run)


def _counted(run: list[tuple[int, int, bool]]) -> set[int]:
    surely = {place for place, _, sure in run if sure}
    return {place for place, _, _ in run} if len(run) > 2 or (surely and len(run) > 1) else surely


def _answers(lines: list[SourceLine], place: int) -> bool:
    """Does a name alone, or a question, stand above it?"""
    above = next((line.text.strip() for line in reversed(lines[:place]) if line.text.strip()), "")
    return above.endswith(("?", "？", "؟")) or any(not one.rest.strip() for one in openings(above))


def _edges(lines: list[SourceLine], numbers: set[int]) -> set[int]:
    """Lines that stand beside the number of a page, word for word, on several pages."""
    beside: dict[str, set[int]] = defaultdict(set)
    for page in numbers:
        for place in range(max(page - NEAR, 0), min(page + NEAR + 1, len(lines))):
            line = lines[place]
            text = " ".join(line.text.split())
            if place not in numbers and line.label is None and 0 < len(text) <= LONGEST_RUNNING:
                beside[text.casefold()].add(place)
    often = (places for places in beside.values() if len(places) > 1 and 2 * len(places) > len(numbers))
    return {place for places in often for place in places if not _may_be_said(lines[place])}


def _may_be_said(line: SourceLine) -> bool:
    return any(one.form in ("colon", "tight", "bold", "time") for one in openings(line.text))


def times_at_ends(lines: list[SourceLine], findings: Findings) -> list[SourceLine]:
    """The lines with their time taken from their end, where nearly every line has one and the words stand before it."""
    said = [place for place, line in enumerate(lines) if line.label is None and line.text.strip()]
    ends = {place: found for place in said if (found := LAST_TIME.search(lines[place].text))}
    words = [place for place, found in ends.items() if _is_said(found.string[: found.start()])]
    if len(ends) < 3 or len(ends) < MOST_END * len(said) or 2 * len(words) < len(ends):
        return lines
    clocks = [labels.seconds(found["clock"]) for found in ends.values()]
    if None in clocks or clocks != sorted(clocks):  # type: ignore[type-var]
        return lines
    kept = list(lines)
    for (place, found), start in zip(ends.items(), clocks, strict=True):
        before = found.string[: found.start()]
        findings.names += count(found.string) - count(before)
        kept[place] = replace(lines[place], text=before, start=start)
    return kept


def _is_said(text: str) -> bool:
    """Words, not a name alone: they end like a sentence, or a name with a colon stands before them."""
    return text.rstrip()[-1:] in {*'.!?…。！？؟”"’'} or any(
        one.form == "colon" and one.rest.strip() for one in openings(text)
    )
