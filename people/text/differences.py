"""What changed between two texts, word by word."""

import re
from collections.abc import Mapping
from difflib import SequenceMatcher
from typing import NamedTuple

LONGEST = 20_000  # characters of both: beyond, the comparison would take long, and the texts are given whole


class Piece(NamedTuple):
    kind: str  # same, out or in
    text: str

    @property
    def is_out(self) -> bool:
        return self.kind == "out"

    @property
    def is_in(self) -> bool:
        return self.kind == "in"


Words = list[Piece]


def by_words(old: str, new: str) -> Words:
    """The new text with what was taken out (`out`) and put in (`in`), in reading order. Spaces belong to words."""
    if len(old) + len(new) > LONGEST:
        return [piece for piece in (Piece("out", old), Piece("in", new)) if piece.text]
    before, after = _words(old), _words(new)
    found: Words = []
    for kind, i, j, k, m in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if kind == "equal":
            found.append(Piece("same", "".join(before[i:j])))
            continue
        found += [p for p in (Piece("out", "".join(before[i:j])), Piece("in", "".join(after[k:m]))) if p.text]
    return found


def compared(old: Mapping[str, str], new: Mapping[str, str]) -> list[tuple[str, Words]]:
    """(Name of a part, its words old and new) for each part that differs; in the order of the new text."""
    names = {**new, **old}
    return [
        (name, by_words(old.get(name, ""), new.get(name, "")))
        for name in names
        if old.get(name, "") != new.get(name, "")
    ]


def _words(text: str) -> list[str]:
    return re.findall(r"\S+\s*|\s+", text)
