"""How one set of people answered one question."""

from collections import defaultdict
from dataclasses import dataclass, field


@dataclass
class Tally:
    """Numbers are people, except `points`, which a kind gives by a rule of its own (a ranking: Borda)."""

    base: int = 0
    chosen: dict[int, int] = field(default_factory=lambda: defaultdict(int))
    first: dict[int, int] = field(default_factory=lambda: defaultdict(int))
    points: dict[int, int] = field(default_factory=lambda: defaultdict(int))

    def add(self, options: list[int], people: int) -> None:
        """`people` who gave the same answer."""
        self.base += people
        for option in options:
            self.chosen[option] += people
