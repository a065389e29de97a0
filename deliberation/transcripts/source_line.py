"""One line of a file, before anything is understood."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SourceLine:
    """One line. `label` is certain (a voice tag, a table; empty: nobody); `bold` is how the line starts in Word.

    `turn`: somebody else begins here, whoever it is. `cue` counts subtitles, so that names agree with times.
    """

    number: int
    text: str
    label: str | None = None
    bold: str | None = None
    start: float | None = None
    heading: bool = False
    turn: bool = False
