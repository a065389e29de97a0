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
    """The new text with what was taken out (`out`) and put in (`in`), in reading order.

    Spaces belong to the word before them and make no other word: what is added at the end does not strike out the last.
    """
    if len(old) + len(new) > LONGEST:
        return [piece for piece in (Piece("out", old), Piece("in", new)) if piece.text]
    before, after = _words(old), _words(new)
    old_bare, new_bare = ([word.rstrip() for word in words] for words in (before, after))
    found: Words = []
    for kind, i, j, k, m in SequenceMatcher(None, old_bare, new_bare, autojunk=False).get_opcodes():
        if kind != "equal":
            _add(found, "out", "".join(before[i:j]))
            _add(found, "in", "".join(after[k:m]))
            continue
        for was, now in zip(before[i:j], after[k:m], strict=True):
            _add_kept(found, was, now)
    return found


def _add_kept(found: Words, was: str, now: str) -> None:
    """A word of both texts; the space after it may differ."""
    word = was if was == now else was.rstrip()
    _add(found, "same", word)
    _add(found, "out", was[len(word) :])
    _add(found, "in", now[len(word) :])


def _add(found: Words, kind: str, text: str) -> None:
    if found and found[-1].kind == kind:
        found[-1] = Piece(kind, found[-1].text + text)
    elif text:
        found.append(Piece(kind, text))


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
