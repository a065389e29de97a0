"""How hard a text is to read: a rough guide for whoever writes it, never a gate."""

import re

_WORD = re.compile(r"[A-Za-z][A-Za-z'’-]*")
_SENTENCE_END = re.compile(r"[.!?]+(?:\s|$)|\n+")
_MARKS = re.compile(r"\[([^\]]*)\]\([^)]*\)")  # [words](address): only the words are read
_VOWELS = re.compile(r"[aeiouy]+")


def plain_words(markdown: str) -> list[str]:
    """The words of a staff text, without its Markdown marks and link addresses."""
    return _WORD.findall(_MARKS.sub(r"\1", markdown))


def word_count(markdown: str) -> int:
    return len(plain_words(markdown))


def syllables(word: str) -> int:
    """Groups of vowels, less a silent final e: right for about nine English words in ten."""
    word = word.lower()
    count = len(_VOWELS.findall(word))
    if word.endswith("e") and not word.endswith(("le", "ee")) and count > 1:
        count -= 1
    return max(1, count)


def sentence_count(markdown: str) -> int:
    """Runs of words ended by a full stop, question mark, exclamation mark or line end; at least 1."""
    parts = _SENTENCE_END.split(_MARKS.sub(r"\1", markdown))
    return max(1, sum(1 for part in parts if _WORD.search(part)))


def reading_age(markdown: str) -> float | None:
    """The age, in years, at which an average reader copes; None for fewer than 30 words.

    Flesch–Kincaid grade level (Kincaid, Fishburne, Rogers and Chissom, 1975, US Navy report 8-75):
    0.39 × words per sentence + 11.8 × syllables per word − 15.59. A US grade is the age less five, so add 5.
    """
    words = plain_words(markdown)
    if len(words) < 30:
        return None
    per_sentence = len(words) / sentence_count(markdown)
    per_word = sum(syllables(word) for word in words) / len(words)
    return round(max(5.0, 0.39 * per_sentence + 11.8 * per_word - 15.59 + 5), 1)
