"""How hard a text is to read, by textstat: a guide for whoever writes it, and a bar for what ships."""

import re
from dataclasses import dataclass

import textstat

from consultations import numbers

LEAST_WORDS = 30  # fewer say nothing about a text
SCHOOL_STARTS = 5  # a US grade is the age less five
HARD_BY = 4  # years over the aim make a single sentence hard: one sentence swings more than a text
SHORT = 12  # words: too few for a sentence to be hard

_LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")  # [words](address): only the words are read
_CITED = re.compile(r"\s*\[\d{1,3}\]")
_BULLET = re.compile(r"^\s*(?:[-*+]|\d{1,2}[.)])\s+")
_SIGNS = re.compile(r"[*_#>`]+")
_SENTENCE = re.compile(r"(?<=[.!?])[”’\"')]*\s+(?=[“‘\"'(]*[A-Z0-9£])")
_WORD = re.compile(r"[A-Za-z0-9£][\w'’,.%-]*")
_ENDS = re.compile(r"[.!?:][”’\"')]*$")


@dataclass
class Sentence:
    """One sentence, or a fragment such as an item of a list, as the editor shows it."""

    text: str
    is_whole: bool
    is_hard: bool


def blocks(markdown: str) -> list[str]:
    """Paragraphs and items of lists, in plain words: no marks, no addresses, no numbers of sources."""
    plain = _CITED.sub("", _LINK.sub(r"\1", markdown))
    found: list[str] = []
    open_block = False
    for line in plain.splitlines():
        words = _SIGNS.sub("", _BULLET.sub("", line)).strip()
        if not words:
            open_block = False
        elif open_block and not _BULLET.match(line):
            found[-1] += " " + words
        else:
            found.append(words)
            open_block = True
    return found


def sentences(markdown: str) -> list[list[Sentence]]:
    """The text as blocks of sentences. An item without a full stop is a fragment: neither run on nor counted."""
    return [[_sentence(text) for text in _SENTENCE.split(block)] for block in blocks(markdown)]


def word_count(markdown: str) -> int:
    return sum(len(_WORD.findall(block)) for block in blocks(markdown))


def reading_age(markdown: str) -> float | None:
    """The age, in years, at which an average reader copes; None for fewer than LEAST_WORDS words in sentences.

    Flesch–Kincaid grade as textstat counts it, five added. Where a text is all fragments, each counts as a sentence.
    """
    every = [sentence for block in sentences(markdown) for sentence in block]
    counted = [one.text for one in every if one.is_whole] or [one.text for one in every]
    if sum(len(_WORD.findall(text)) for text in counted) < LEAST_WORDS:
        return None
    return round(max(float(SCHOOL_STARTS), _age(counted)), 1)


def hard_sentences(markdown: str) -> list[str]:
    """What to shorten first."""
    return [one.text for block in sentences(markdown) for one in block if one.is_hard]


def _sentence(text: str) -> Sentence:
    words = len(_WORD.findall(text))
    hard = words > numbers.SENTENCE_WORDS or (words >= SHORT and _age([text]) > numbers.TARGET_AGE + HARD_BY)
    return Sentence(text, bool(_ENDS.search(text)), hard)


def _age(texts: list[str]) -> float:
    """Each text is one sentence: its own stops (“0.48”, “No. 4”) would make more of it."""
    apart = " ".join(re.sub(r"[.!?]", "", text).strip() + "." for text in texts)
    return float(textstat.flesch_kincaid_grade(apart)) + SCHOOL_STARTS
