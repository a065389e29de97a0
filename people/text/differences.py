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


def compared(old: Mapping[str, str], new: Mapping[str, str], *, read: bool = False) -> list[tuple[str, Words]]:
    """(Name of a part, its words old and new) for each part that differs; in the order of the new text.

    `read`: for readers, without the marks of whoever wrote it; where only those differ, as it was written.
    """
    found = []
    for name in {**new, **old}:
        was, now = old.get(name, ""), new.get(name, "")
        if was != now:
            shown = (as_read(was), as_read(now)) if read else (was, now)
            found.append((name, by_words(*(shown if shown[0] != shown[1] else (was, now)))))
    return found


def as_read(text: str) -> str:
    """A text without the marks that only its writer sees: `**bold**` is bold, and `- ` begins a line of a list."""
    text = re.sub(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1", r"\2", text)
    return re.sub(r"^(\s*)[-*] ", r"\1• ", re.sub(r"^#{1,6} ", "", text, flags=re.MULTILINE), flags=re.MULTILINE)


def _words(text: str) -> list[str]:
    return re.findall(r"\S+\s*|\s+", text)
