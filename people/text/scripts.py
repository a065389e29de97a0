"""Where a word begins and ends in scripts for which a regular expression's own word boundary is wrong.

Python counts the vowels that stand on a letter (Bengali, Hindi, Burmese, Thai …) as no part of a word, and knows no
words where no spaces part them. So a name has to be looked for by the way of its script.
"""

import re
import unicodedata
from collections.abc import Iterable

#: Every sign that is written on to another one: vowels, tones and accents.
MARKS = "".join(sign for code in range(0x300, 0x10000) if unicodedata.category(sign := chr(code))[0] == "M")
#: These, and what joins or parts two letters; for within [brackets].
SIGNS = re.escape(f"{MARKS}\u200c\u200d")
#: Written without spaces: kana and Han, Thai and Lao, Burmese, Khmer; and Korean, with its particles at the word.
UNSPACED = (
    ("\u3040", "\u9fff"),
    ("\u0e00", "\u0eff"),
    ("\u1000", "\u109f"),
    ("\u1780", "\u17ff"),
    ("\uac00", "\ud7a3"),
)
#: The scripts of India, in which a name has endings: দাসের, of Das.
ENDED = (("\u0900", "\u0dff"),)
#: Hebrew and Arabic, which write a small word of one letter, or the article, at the word: لمحمد, to Muhammad.
JOINED = (("\u0590", "\u05ff"), ("\u0600", "\u06ff"))
AT_A_WORD = "(?:[وفبلكהובלמשכ]|ال)?"


def is_in(text: str, scripts: Iterable[tuple[str, str]]) -> bool:
    """Whether any sign of it is of one of these scripts."""
    return any(first <= sign <= last for sign in text for first, last in scripts)


def as_it_stands(words: str) -> str:
    """The pattern for words exactly so, and within no longer word where their script parts words by spaces."""
    begins, ends = rf"(?<![\w{SIGNS}])", rf"(?![\w{SIGNS}])"
    if is_in(words, (*UNSPACED, *ENDED, *JOINED)):
        begins, ends = "", ""
    return (begins if words[:1].isalnum() else "") + re.escape(words) + (ends if words[-1:].isalnum() else "")


def as_a_word(form: str, name: str) -> str:
    """The pattern `form`, which matches `name`, where it stands as a word of its own or as its script has it."""
    begins, ends = rf"(?<![\w{SIGNS}])", rf"(?![\w{SIGNS}])"
    if is_in(name, UNSPACED):
        return form
    if is_in(name, ENDED):
        return f"{begins}{form}"
    return f"{begins}{AT_A_WORD}{form}{ends}" if is_in(name, JOINED) else f"{begins}{form}(?:[’']s)?{ends}"
