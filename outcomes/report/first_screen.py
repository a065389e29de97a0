"""The first screen of the report: findings as dots for people. Part of the report room.

A dot is a person, or several where many took part. Dots stand in their groups where a breakdown by group may be shown
(deliberation/counting/disclosure.py), else together: then they say no more than the numbers printed beside the label.
"""

from dataclasses import dataclass
from math import ceil

from deliberation.counting import disclosure
from deliberation.counting.disclosure import told_together
from outcomes.findings.beside import Things
from outcomes.models import Finding
from outcomes.report.findings_section import Entered

MOST_FINDINGS = 5
MOST_DOTS = 120
ACROSS, STEP, RADIUS = 24, 12, 4  # dots in a row, their distance and size, in units of the picture
RING = f"a{RADIUS} {RADIUS} 0 1 0 {2 * RADIUS} 0a{RADIUS} {RADIUS} 0 1 0-{2 * RADIUS} 0"
HELD, OTHER, SILENT = "held", "other", "silent"
PAINT = {
    HELD: {"fill": "#8a3d79", "stroke": "#8a3d79", "width": "1", "dashes": "none"},
    OTHER: {"fill": "none", "stroke": "#1d626b", "width": "1.5", "dashes": "none"},
    SILENT: {"fill": "none", "stroke": "#9b768f", "width": "0.8", "dashes": "1.5 1.5"},
}


@dataclass(frozen=True)
class Row:
    """One line of the table: a group, or everybody."""

    name: str
    held: int
    other: int
    silent: int


@dataclass(frozen=True)
class Dot:
    x: int
    y: int
    kind: str

    @property
    def paint(self) -> dict[str, str]:
        """As the stylesheet colours it: full, a ring, or faint."""
        return PAINT[self.kind]


@dataclass(frozen=True)
class Picture:
    entry: Entered
    rows: list[Row]
    dots: list[Dot]
    names: list[tuple[str, int]]  # of the groups, and where they stand
    width: int
    height: int
    people_a_dot: int

    @property
    def outlines(self) -> list[tuple[str, dict[str, str], str]]:
        """(kind, paint, path) of each kind: a path says the steps from dot to dot, which is short on the wire."""
        found = []
        for kind in (HELD, OTHER, SILENT):
            path, last = "", None
            for dot in (dot for dot in self.dots if dot.kind == kind):
                beside = last is not None and (dot.x, dot.y) == (last.x + STEP, last.y)
                path += (f"m{STEP} 0" if beside else f"M{dot.x - RADIUS} {dot.y}") + RING
                last = dot
            if path:
                found.append((kind, PAINT[kind], path))
        return found

    @property
    def words(self) -> str:
        """What the picture says, for whoever does not see it."""
        return f"{self.entry.finding.title}: {self.entry.finding.voices}."


def pictures(summary: list[tuple[str, Entered | None]], findings: list[Entered], least_base: int) -> list[Picture]:
    """Of the findings that the summary names first; where it names none, of the first ones."""
    named = [entry for _, entry in summary if entry is not None] or findings
    once = {entry.finding.pk: entry for entry in named if entry.finding.computed.get("took_part")}
    shown: list[tuple[Entered, list[Row]]] = []
    for entry in list(once.values())[:MOST_FINDINGS]:
        rows = _by_group(entry.finding, least_base, entry.least)
        shown.append((entry, [] if rows and _tell([*shown, (entry, rows)]) else rows))
    return [_picture(entry, rows or [_together(entry.finding)]) for entry, rows in shown]


def _tell(shown: list[tuple[Entered, list[Row]]]) -> bool:
    """Whether the groups’ rows of several findings, added and subtracted, are of a few people of one group."""
    by_group = [(entry, {row.name: row for row in rows}) for entry, rows in shown if rows]
    for name in {name for _, rows in by_group for name in rows}:
        here = [(entry, rows[name]) for entry, rows in by_group if name in rows]
        counted = [(one.themes, one.finding.position, row.held + row.other, row.held) for one, row in here]
        if any(True for counts in Things().layers(counted) for _ in told_together(counts, here[0][0].least)):
            return True
    return False


def _picture(entry: Entered, rows: list[Row]) -> Picture:
    a_dot = ceil(sum(row.held + row.other + row.silent for row in rows) / MOST_DOTS) or 1
    dots, names, y = [], [], 0
    for row in rows:
        if len(rows) > 1:
            y += STEP
            names.append((row.name, y))
        counts = ((HELD, row.held), (OTHER, row.other), (SILENT, row.silent))
        kinds = [kind for kind, people in counts for _ in range(ceil(people / a_dot))]
        for n, kind in enumerate(kinds):
            dots.append(Dot(STEP // 2 + STEP * (n % ACROSS), y + STEP // 2 + STEP * (n // ACROSS), kind))
        y += STEP * ceil(len(kinds) / ACROSS) + STEP // 2
    return Picture(entry, rows, dots, names, ACROSS * STEP, y, a_dot)


def _together(finding: Finding) -> Row:
    held, base, took_part = (finding.computed.get(name, 0) for name in ("holders", "base", "took_part"))
    return Row("Everybody who took part", held, base - held, max(took_part - base, 0))


def _by_group(finding: Finding, least_base: int, least_answer: int) -> list[Row]:
    """A row a group; none where one base or one count is too small to be shown."""
    rows = [
        Row(group["name"], group["held"], group["spoke"] - group["held"], group["people"] - group["spoke"])
        for group in finding.computed.get("by_group", [])
        if group.get("people")
    ]
    bases = {row.name: row.held + row.other + row.silent for row in rows}
    cells = {row.name: [row.held, row.other, row.silent] for row in rows}
    if len(rows) != len(finding.computed.get("by_group", [])):
        return []
    return [] if disclosure.withheld_breakdown(cells, bases, base=least_base, answer=least_answer) else rows
