"""What an attacker can work out from published tables: bounds on cells by propagation, without any library.

Unknown are whole numbers of at least nothing; known are sums of some of them. Each sum bounds each of its cells by
what the others leave over, again and again until nothing moves. To see through subtraction, sums that lie within one
another are subtracted first.
"""

from collections.abc import Hashable, Iterable

Cell = Hashable
Sum = tuple[frozenset[Cell], int]


def subtracted(sums: Iterable[Sum], rounds: int = 2, most: int = 4000) -> list[Sum]:
    """The sums, and every difference of one that lies wholly within another."""
    known = {cells: value for cells, value in sums if cells}
    for _ in range(rounds):
        found = {}
        listed = list(known.items())
        for outer, whole in listed:
            for inner, part in listed:
                if inner < outer and (rest := outer - inner) not in known:
                    found[rest] = whole - part
            if len(known) + len(found) > most:
                break
        if not found:
            break
        known |= found
    return list(known.items())


def bounds(cells: Iterable[Cell], sums: Iterable[Sum]) -> dict[Cell, tuple[int, int]]:
    """The lowest and the highest value each cell can have."""
    sums = subtracted(sums)
    high = max((value for _, value in sums), default=0)
    low_of, high_of = dict.fromkeys(cells, 0), dict.fromkeys(cells, high)
    moved = True
    while moved:
        moved = False
        for members, value in sums:
            lows, highs = sum(low_of[c] for c in members), sum(high_of[c] for c in members)
            for cell in members:
                least = max(low_of[cell], value - (highs - high_of[cell]))
                most = min(high_of[cell], value - (lows - low_of[cell]))
                if (least, most) != (low_of[cell], high_of[cell]):
                    lows += least - low_of[cell]
                    highs += most - high_of[cell]
                    low_of[cell], high_of[cell] = least, most
                    moved = True
    return {cell: (low_of[cell], high_of[cell]) for cell in low_of}


def pinned(found: dict[Cell, tuple[int, int]], below: int = 10) -> list[Cell]:
    """Cells whose value is certain and small."""
    return [cell for cell, (low, high) in found.items() if low == high < below]
