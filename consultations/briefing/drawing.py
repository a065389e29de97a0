"""Figures drawn as people, in SVG: 10 in 2,077 is ten dark figures among 2,077. The same in words beside it."""

from collections.abc import Iterable
from dataclasses import dataclass
from math import ceil, sqrt

from consultations.briefing.figures import as_people, bases
from consultations.models import EvidenceFigure

CELL_WIDTH, CELL_HEIGHT = 10, 16
WIDE = 2.4  # so many columns for each row, by room on the page
LEAST_WIDE = 20  # columns
MOST_DRAWN = 3  # pictures in one briefing


@dataclass
class Patch:
    """A block of people of one kind, in units of the drawing."""

    x: int
    y: int
    width: int
    height: int
    is_marked: bool


@dataclass
class People:
    """One figure among its base, ready to draw."""

    what: str
    value: int
    out_of: int
    base: str
    is_scaled: bool
    width: int
    height: int
    patches: list[Patch]


def of_figures(figures: Iterable[EvidenceFigure]) -> list[People]:
    """Errors first and alone: of each the smallest base that can be drawn, which is the one people meet."""
    found: list[People] = []
    for figure in figures:
        if figure.is_error_rate and len(found) < MOST_DRAWN and (people := _of(figure)):
            found.append(people)
    return found


def _of(figure: EvidenceFigure) -> People | None:
    drawable = [(pair, base) for base in bases(figure) if (pair := base.people)]
    if not drawable:
        return None
    (value, out_of), base = min(drawable, key=lambda each: each[0][1])
    scaled = as_people(figure.value, base.value) != (value, out_of) or str(value) != figure.value.replace(",", "")
    return draw(figure.metric, value, out_of, base.label, scaled)


def draw(what: str, value: int, out_of: int, base: str, is_scaled: bool = False) -> People:
    """`value` of `out_of` people in rows, the marked ones first."""
    columns = max(LEAST_WIDE, ceil(sqrt(out_of * WIDE * CELL_HEIGHT / CELL_WIDTH)))
    columns = min(columns, out_of) or 1
    rows = ceil(out_of / columns)
    patches = [*_block(0, value, columns, True), *_block(value, out_of, columns, False)]
    width = max(columns, LEAST_WIDE) * CELL_WIDTH  # eleven people are not drawn as giants
    return People(what, value, out_of, base, is_scaled, width, rows * CELL_HEIGHT, patches)


def _block(start: int, end: int, columns: int, is_marked: bool) -> list[Patch]:
    """The people from `start` up to `end` as at most three rectangles: the rest of a row, whole rows, part of a row."""
    found, at = [], start
    while at < end:
        row, column = divmod(at, columns)
        whole = (end - at) // columns if column == 0 else 0
        many = whole * columns or min(columns - column, end - at)
        width, height = (columns, whole) if whole else (many, 1)
        x, y = column * CELL_WIDTH, row * CELL_HEIGHT
        found.append(Patch(x, y, width * CELL_WIDTH, height * CELL_HEIGHT, is_marked))
        at += many
    return found
