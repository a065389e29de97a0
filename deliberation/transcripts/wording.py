"""How many words a text holds. Counted the same before and after it is read, so that nothing is lost unseen.

A clock time is no word. What a letter carries (accents, vowel signs) belongs to its word; so does an apostrophe inside.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache

TIMES = re.compile(r"(?<![\w:])\d{1,3}:\d{1,2}(?::\d{1,2})?(?:[.,]\d{1,3})?(?:\s?[AaPp][Mm])?(?![\w:])")
ASCII_WORD = re.compile(r"[A-Za-z0-9_][\w']*")


def count(text: str) -> int:
    """The number of words in `text`."""
    text = TIMES.sub(" ", text)
    if text.isascii():
        return len(ASCII_WORD.findall(text))
    seen = "".join(sign for sign in text if sign in "\u200c\u200d" or unicodedata.category(sign) != "Cf")
    return len(_word().findall(unicodedata.normalize("NFC", seen)))


@cache
def _word() -> re.Pattern[str]:
    """Letters with what they carry: the language’s own sign class knows no marks."""
    marks = "".join(chr(c) for c in range(0x300, 0x10000) if unicodedata.category(chr(c))[0] == "M")
    return re.compile(rf"\w[\w'’\u200c\u200d{re.escape(marks)}]*")
