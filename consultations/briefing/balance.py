"""Whether both sides of the arguments get the same room: equal lists, in pairs, of about the same length (T45)."""

import re
from dataclasses import dataclass

from consultations import numbers
from consultations.briefing.reading_age import word_count

_SIDE = re.compile(r"^\*\*(?P<head>[^*\n]+)\*\*\s*\n(?P<items>(?:\s*\n)*(?:\s*-\s+.+\n?)+)", re.MULTILINE)
_ITEM = re.compile(r"^\s*-\s+(.+)$", re.MULTILINE)


@dataclass
class Side:
    head: str
    items: list[str]

    @property
    def words(self) -> int:
        return sum(word_count(item) for item in self.items)


@dataclass
class Balance:
    """Two sides as they are written, and how far they are apart."""

    left: Side
    right: Side

    @property
    def percent(self) -> int:
        """By how many per cent the longer side is longer than the shorter; 100 when one is empty."""
        short, long = sorted((self.left.words, self.right.words))
        return round(100 * (long - short) / short) if short else 100

    @property
    def longer(self) -> str:
        return self.left.head if self.left.words > self.right.words else self.right.head

    @property
    def is_even(self) -> bool:
        return self.percent <= numbers.BALANCE_PERCENT

    @property
    def is_paired(self) -> bool:
        """As many on one side as on the other, so that each stands beside one of the other's."""
        return len(self.left.items) == len(self.right.items)

    @property
    def is_fair(self) -> bool:
        return self.is_even and self.is_paired

    @property
    def share(self) -> int:
        """The left side's part of all words, in per cent: where the pointer of the meter stands."""
        every = self.left.words + self.right.words
        return round(100 * self.left.words / every) if every else 50


def balance_of(body: str) -> Balance | None:
    """The two sides of a text of two bold headings, each with its list; None when it is anything else."""
    sides = [
        Side(m["head"].strip(), _ITEM.findall(m["items"])) for m in _SIDE.finditer(body.replace("\r\n", "\n") + "\n")
    ]
    return Balance(*sides) if len(sides) == 2 else None
