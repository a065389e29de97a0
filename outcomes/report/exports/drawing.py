"""Each chart of a report as a picture of its own: an SVG with its title, its base and its numbers as text.

Nothing is styled from outside: a picture that travels alone looks the same everywhere, and reads without colour.
"""

import textwrap
from dataclasses import dataclass, field
from typing import Any

from django.utils.text import slugify

from outcomes.report import first_screen
from outcomes.report.exports.poll_sheets import part_of
from people.text.emails import written

Chart = dict[str, Any]
WIDTH, BAR, LINE, GAP = 720, 420, 20, 10  # units of the picture: its width, the longest bar, a line of text, a gap
LETTERS = 84  # in a line of text of this width, at this size


@dataclass
class Text:
    x: int
    y: int
    words: str
    kind: str = "text"


@dataclass
class Bar:
    y: int
    width: int
    value: str
    kind: str = "after"


@dataclass
class Drawing:
    title: str
    said: str  # the picture in words
    texts: list[Text] = field(default_factory=list)
    bars: list[Bar] = field(default_factory=list)
    dots: list[first_screen.Dot] = field(default_factory=list)
    names: list[tuple[str, int]] = field(default_factory=list)
    dots_from: int = 0
    dots_height: int = 0
    y: int = GAP

    width, longest, bar_height = WIDTH, BAR, LINE - 6

    @property
    def height(self) -> int:
        return self.y + GAP

    def write(self, words: str, kind: str = "text") -> None:
        self.y += GAP // 2 if self.bars else 0
        for line in textwrap.wrap(words, LETTERS if kind != "title" else LETTERS * 2 // 3):
            self.y += LINE + (4 if kind == "title" else 0)
            self.texts.append(Text(GAP, self.y, line, kind))

    def bar(self, width: int, value: str, kind: str = "after") -> None:
        self.y += 6
        self.bars.append(Bar(self.y, BAR * width // 100, value, kind))
        self.y += LINE - 6


def of_chart(chart: Chart) -> Drawing:
    """A chart as components/chart_*.html draw it."""
    made = Drawing(str(chart["title"]), "")
    made.write(made.title, "title")
    for words in (chart.get("base"), chart.get("rounding"), chart.get("withheld")):
        made.write(str(words or ""), "small")
    if not chart.get("withheld"):
        _rows(made, chart)
    made.said = " ".join([text.words for text in made.texts[1:]] + [bar.value for bar in made.bars]) or made.title
    return made


def _rows(made: Drawing, chart: Chart) -> None:
    for name in ("towards", "unchanged", "away"):
        if part := chart.get(name):
            words = {"towards": "Moved towards", "unchanged": "Unchanged", "away": "Moved away"}[name]
            made.bar(part["width"], f"{words}: {_value(part['count'], part['share'], chart)}")
    for row in chart.get("rows") or []:
        if isinstance(row, dict):
            made.write(row["label"])
            for name, one in (("Before", part_of(row["before"])), ("After", part_of(row["after"]))):
                made.bar(one["width"] or 0, f"{name}: {_value(one['count'], one['share'], chart)}", name.lower())
        else:
            made.write(f"{row.label} ({row.note})" if row.note else row.label)
            made.bar(row.width or 0, _value(row.count, row.share, chart))


def _value(count: int | None, share: float | None, chart: Chart) -> str:
    if count is None:
        return "withheld"
    return f"{round(100 * share)}% ({count})" if share is not None and chart.get("show_percent") else str(count)


def of_picture(picture: first_screen.Picture) -> Drawing:
    """A finding of the first screen as people."""
    made = Drawing(picture.entry.finding.title, picture.words)
    made.write(f"{picture.entry.finding.number} {made.title} ({picture.entry.finding.label})", "title")
    many = f" Each dot is up to {picture.people_a_dot} people." if picture.people_a_dot > 1 else ""
    made.write(f"{picture.entry.finding.voices[:1].upper()}{picture.entry.finding.voices[1:]}.{many}", "small")
    made.dots, made.names, made.dots_from = picture.dots, picture.names, made.y + GAP
    made.y += GAP + 2 * picture.height
    made.write("Full: hold it. Ring: spoke, hold other views. Broken ring: took part, did not speak on it.", "small")
    return made


def svg(drawing: Drawing) -> bytes:
    return written("outcomes/report/exports/chart.svg", {"drawing": drawing}).encode()


def name_of(chart: Chart) -> str:
    """The file of a chart: its place on the page, which no other chart has."""
    return f"chart-{slugify(str(chart['id']))}.svg"
