"""Is that a speaker's name, or an ordinary sentence? What a label looks like by itself, whatever the file says."""

from __future__ import annotations

import re
import unicodedata

from deliberation.transcripts.model import LONGEST_LABEL, MOST_LABEL_WORDS
from deliberation.transcripts.vocabulary import (
    ALSO_NAMES,
    ASKING,
    FACILITATING,
    HEADINGS,
    NOBODY,
    OPENERS,
    PARTICLES,
    PEOPLE,
    PREPOSITIONS,
    SENTENCE,
    SOUNDS,
    THINGS,
    WEB,
)

ROLE = re.compile(r"\s*[(\[]\s*(?P<role>[^()\[\]]*)[)\]]\s*$")
ALLOWED = set(" .,'’‘\"“”-‐‑–_/&#()[]+*?@|~\u200c\u200d")
SHORT = re.compile(r"[^\W\d_]{1,3}[\s.-]?\d{0,3}[a-z]?\.?")
QUOTED = re.compile(r"\"(?P<inside>[^\"]+)\"|“(?P<curly>[^“”]+)”")
PRONOUNS = re.compile(r"\s*\((?:s?he|they|xe|ze)(?:/\w+){1,2}\)", re.IGNORECASE)
#: Somebody who rang in: “+44 7700 900123”, “+44*****123”.
PHONE = re.compile(r"\+\d[\d *()-]{6,24}\d|0\d[\d *()-]{7,22}\d")
SPLIT = re.compile(r"[\s/&_-]+")


def tidy(label: str) -> str:
    """One spelling for a label: composed, single spaces, without signs nobody can see or quotation marks around it."""
    composed = unicodedata.normalize("NFC", label)
    seen = (s for s in composed if s in "\u200c\u200d" or unicodedata.category(s) != "Cf")
    text = " ".join("".join(seen).split())
    return quoted["inside"] or quoted["curly"] if (quoted := QUOTED.fullmatch(text)) else text


def key(label: str) -> str:
    """What makes two labels the same person: neither capitals nor "(facilitator)" matter."""
    seen = tidy(label)
    role = ROLE.search(seen)
    if role and is_facilitator(seen):
        seen = seen[: role.start()] or seen
    return seen.casefold().strip(" *:.,-–") or seen.casefold()


def too_long(label: str) -> bool:
    """Longer than any name."""
    return len(label) > LONGEST_LABEL or len(label.split()) > MOST_LABEL_WORDS


def shaped(label: str) -> bool:
    """Only the signs of a name, and at least one letter."""
    start = label.lstrip("\"“'‘([*~")
    if not start or not start[0].isalnum() or not any(map(str.isalpha, label)):
        return False
    if any(not (sign in ALLOWED or unicodedata.category(sign)[0] in "LMN") for sign in label):
        return False
    return not re.search(r"\w{4,}[.?](\s+\w|$)", label.rstrip("?"))


def words_of(label: str) -> list[str]:
    """Its words, in small letters, without figures and signs: "Interviewer1" is "interviewer"."""
    found = (word.strip("()[].,'’\"*?#").rstrip("0123456789").rstrip("-_.#").casefold() for word in SPLIT.split(label))
    return [word for word in found if word]


def is_facilitator(label: str) -> bool:
    """Does the label itself say so: "MOSS (facilitator)", "Facilitator 2", "Interviewer1", "Mod."?"""
    role = ROLE.search(label)
    said = words_of(role["role"] if role else label)
    return bool(said) and (said[0] in FACILITATING or (len(said) < 4 and said[-1] in FACILITATING - {"host", "fac"}))


def asks(label: str) -> bool:
    """A label such as I, Q or Q2, which mostly stands for whoever asks."""
    return key(label).rstrip("0123456789").strip(" .-") in ASKING


def begins(label: str, other: str) -> bool:
    """Is it nothing but the first letter of another label, or of each of its words: “M” beside “Moderator”?"""
    seen, said = key(label).replace(".", "").replace(" ", ""), words_of(other)
    letters = {word[:1] for word in said} | {"".join(word[:1] for word in said[:size]) for size in (2, 3)}
    return 0 < len(seen) < 4 and seen in letters and seen != key(other)


def is_nobody(label: str) -> bool:
    """ "Unknown Speaker", "All", "???": words of the room, counted for nobody."""
    said = words_of(label)
    if not said:
        return not any(map(str.isalnum, label))
    rest = {
        "speaker",
        "speakers",
        "voice",
        "voices",
        "person",
        "people",
        "participants",
        "participant",
        "the",
        "in",
        "of",
    }
    return said[0] in NOBODY and all(word in NOBODY | rest for word in said)


def role_word(label: str) -> bool:
    """Begins or ends with a word for whoever speaks: "Resident1", "interviewee", "Woman at back"."""
    said = words_of(label)
    return bool(said) and len(said) < 6 and (said[0] in PEOPLE | FACILITATING or said[-1] in PEOPLE | FACILITATING)


def sentence_like(label: str) -> bool:
    """Does it hold a word that belongs in a sentence, next to words without a capital?"""
    words = [word.strip("().,'’") for word in ROLE.sub("", label).split()]
    if len(words) > 1 and words[0].casefold() in PREPOSITIONS:
        return True
    small = [word for word in words if word == word.lower() != word.upper() and word not in PARTICLES]
    return bool(small) and any(word.casefold() in SENTENCE for word in words)


def opener(label: str) -> bool:
    """Is it a common way to start a sentence, or a sound, and nothing else?"""
    word = label.casefold().rstrip(".")
    return word in OPENERS | HEADINGS | WEB | SOUNDS | (SENTENCE - ALSO_NAMES)


def of_sentences(label: str) -> bool:
    """Only words that belong in sentences: "So I", "What if"."""
    said = words_of(label)
    return bool(said) and all(word in SENTENCE for word in said)


def thing(label: str) -> bool:
    """Something people list ("Cost", "Section 60"), not a person who speaks once."""
    said = words_of(label)
    return bool(said) and said[0] in THINGS


def heading(label: str) -> bool:
    """May it stand at the top of a file, before anybody speaks?"""
    said = words_of(label)
    return bool(said) and said[0] in HEADINGS and len(said) < 4


def name_like(label: str) -> bool:
    """Every word with a capital, a small word inside names, or in a script without capitals."""
    plain = label.replace(",", " ").replace("|", " ")
    words = [word.strip("()[]\"“”'’*?~") for word in re.split(r"[\s/&]+", plain)]
    words = [word for word in words if word]
    if label.count(",") > 1 or not words:
        return False
    capitals = [word for word in words if word != word.lower() or word.upper() == word.lower()]
    if capitals and all(word in capitals or word.casefold() in PARTICLES or "@" in word for word in words):
        return True
    return _small_between(words, capitals)


def _small_between(words: list[str], capitals: list[str]) -> bool:
    """ "Ngũgĩ wa Thiong’o": short words of any language between two with a capital, none of them of a sentence."""
    small = [word for word in words if word not in capitals]
    ends = len(words) > 2 and words[0] in capitals and words[-1] in capitals
    return ends and len(small) < 3 and all(len(word) < 5 and word not in SENTENCE | PREPOSITIONS for word in small)


def short(label: str) -> bool:
    """Initials or a letter with a number: "I", "C", "P3", "INT", "R-2"."""
    return bool(SHORT.fullmatch(label)) and label.casefold().rstrip(".") not in SENTENCE - ALSO_NAMES


def pattern(label: str) -> str | None:
    """ "Group 1 / Speaker 4" as "group # / speaker #", so that labels of one series know each other."""
    seen = re.sub(r"\d+", "#", key(label))
    return seen if "#" in seen and any(map(str.isalpha, seen)) else None


def seconds(clock: str) -> float | None:
    """A time as seconds, or None where it is no time."""
    parts = [float(part) for part in re.sub(r"[^\d:.,]", "", clock).rstrip(".").replace(",", ".").split(":")]
    if any(part >= 60 for part in parts[1:]):
        return None
    total = 0.0
    for part in parts:
        total = total * 60 + part
    return round(total, 3)
