"""One bar cut into parts: how a whole splits, for whoever would rather look than read. The words stand beside it."""

from collections.abc import Iterable
from dataclasses import dataclass

#: As in static/css/tokens.css: a PDF draws by the attribute, every screen by the stylesheet.
FILLS = {
    "good": "#17603c",
    "half": "#5b9a76",
    "bad": "#9c2116",
    "wait": "#f2a516",
    "other": "#8a3d79",
    "open": "#dccfbd",
}


@dataclass(frozen=True)
class Part:
    """A piece of the bar. `kind`: good, half, bad, wait, other or open; `x` and `width` in hundredths of the bar."""

    n: int
    words: str
    kind: str
    x: float
    width: float

    @property
    def fill(self) -> str:
        return FILLS[self.kind]


def strip(parts: Iterable[tuple[int, str, str]]) -> list[Part]:
    """(how many, words, kind) of each, in the order drawn. What is none has no piece; nothing at all has no bar."""
    found = [part for part in parts if part[0]]
    total = sum(n for n, _, _ in found)
    pieces, before = [], 0
    for n, words, kind in found:
        pieces.append(Part(n, words, kind, round(100 * before / total, 2), round(100 * n / total, 2)))
        before += n
    return pieces
