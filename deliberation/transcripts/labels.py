"""Is that a speaker's name before the colon, or an ordinary sentence? The rule is told in `__init__.py`."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from deliberation.transcripts.model import LONGEST_LABEL, MOST_LABEL_WORDS
from deliberation.transcripts.vocabulary import (
    ALSO_NAMES,
    FACILITATING,
    HEADINGS,
    OPENERS,
    PARTICLES,
    PEOPLE,
    PREPOSITIONS,
    SENTENCE,
    WEB,
)

CLOCK = r"\d{1,3}:\d{2}(?::\d{2})?(?:[.,]\d{1,3})?"
TIME = re.compile(
    rf"\s*(?:\[(?P<square>{CLOCK})\]|\((?P<round>{CLOCK})\)"
    r"|(?P<bare>\d{1,3}:\d{2}:\d{2}(?:[.,]\d{1,3})?)(?=\s|$))\s*(?:[-–]\s+)?"
)
TIME_AFTER = re.compile(rf"\s*[\[(](?P<clock>{CLOCK})[\])]$")
COLON = re.compile(r":(?=\s|$)|：")
NOTE = re.compile(r"\s*(?:\[\s*note\s*:(?P<inside>[^\]]*)\]|\[\s*note\s*\]\s*:?|note\s*:(?=\s|$))\s*", re.IGNORECASE)
ROLE = re.compile(r"\s*\(\s*(?P<role>[^()]*)\)\s*$")
ALLOWED = set(" .'’-‐‑_/&#()\u200c\u200d")


@dataclass(frozen=True, slots=True)
class Opening:
    """A line that may start a turn: its label, the words after the colon, and what speaks for it."""

    label: str
    rest: str
    clock: str | None = None
    spaced: bool = True
    marked: bool = False


def tidy(label: str) -> str:
    """One spelling for a label: composed, single spaces, without signs nobody can see."""
    composed = unicodedata.normalize("NFC", label)
    seen = (s for s in composed if s in "\u200c\u200d" or unicodedata.category(s) != "Cf")
    return " ".join("".join(seen).split())


def key(label: str) -> str:
    """What makes two labels the same person: neither capitals nor "(facilitator)" matter."""
    seen = tidy(label)
    role = ROLE.search(seen)
    if role and is_facilitator(seen):
        seen = seen[: role.start()] or seen
    return seen.casefold()


def opening(line: str) -> Opening | None:
    """What stands before the first fitting colon of a line, whether or not it turns out to be a name."""
    head = line[: 3 * LONGEST_LABEL]
    spaced = COLON.search(head)
    if spaced and (label := tidy(head[: spaced.start()])):
        after = TIME_AFTER.search(label)
        if after and after.start():
            rest = line[spaced.end() :]
            return Opening(label[: after.start()], rest, after["clock"], marked=True)
        if ":" not in label:
            return Opening(label, line[spaced.end() :])
    place = head.find(":")
    label = tidy(head[: max(place, 0)])
    return Opening(label, line[place + 1 :], spaced=False) if label else None


def shaped(label: str) -> bool:
    """Only the signs of a name, at least one letter, and no small letter first (some scripts have none)."""
    if not label[0].isalnum() or label[0] != label[0].upper() or not any(map(str.isalpha, label)):
        return False
    if any(not (sign in ALLOWED or unicodedata.category(sign)[0] in "LMN") for sign in label):
        return False
    return not re.search(r"\w{4,}\.(\s|$)", label)


def nearly(label: str) -> bool:
    """Not a name by its shape, yet close enough that somebody should look: "Okoro, J" or "amina" or "3"."""
    if too_long(label) or opener(label) or sentence_like(label.replace(",", "")):
        return False
    plain = label.replace(",", "").replace(".", "")
    if label.isdecimal() or not plain.strip():
        return label.isdecimal()
    if plain == plain.lower():
        return " " not in plain and plain.replace("_", "").isalnum() and plain not in SENTENCE | WEB
    return shaped(plain) and name_like(plain)


def too_long(label: str) -> str | None:
    """Why a label is too long, or None."""
    if len(label) > LONGEST_LABEL:
        return f"The speaker's name is longer than {LONGEST_LABEL} characters."
    if len(label.split()) > MOST_LABEL_WORDS:
        return f"The speaker's name has more than {MOST_LABEL_WORDS} words."
    return None


def is_facilitator(label: str) -> bool:
    """Does the label itself say so: "MOSS (facilitator)" or "Facilitator 2"?"""
    role = ROLE.search(label)
    words = (role["role"] if role else label).casefold().split()
    return bool(words) and words[0] in FACILITATING


def has_role(label: str) -> bool:
    """Is there something in brackets after the name?"""
    return bool(ROLE.search(label))


def sentence_like(label: str) -> bool:
    """Does it hold a word that belongs in a sentence, next to words without a capital?"""
    words = [word.strip("().'’") for word in ROLE.sub("", label).split()]
    if len(words) > 1 and words[0].casefold() in PREPOSITIONS:
        return True
    small = [word for word in words if word == word.lower() != word.upper() and word not in PARTICLES]
    return bool(small) and any(word.casefold() in SENTENCE for word in words)


def opener(label: str) -> bool:
    """Is it a common way to start a sentence, and nothing else?"""
    word = label.casefold().rstrip(".")
    return word in OPENERS | HEADINGS | SENTENCE - ALSO_NAMES


def says_who(label: str) -> bool:
    """Does it hold a word such as "woman" or "speaker"?"""
    return any(word.strip("()").casefold() in PEOPLE for word in re.split(r"[\s/&]+", label))


def heading(label: str) -> bool:
    """May it stand at the top of a file, before anybody speaks?"""
    return label.casefold() in HEADINGS


def name_like(label: str) -> bool:
    """Every word with a capital or a digit, or a word that says who speaks."""
    words = [word for word in re.split(r"[\s/&]+", label) if word]
    return says_who(label) or all(
        word in PARTICLES or word != word.lower() or word.upper() == word.lower() for word in words
    )


def pattern(label: str) -> str | None:
    """ "Group 1 / Speaker 4" as "group # / speaker #", so that labels of one series know each other."""
    seen = re.sub(r"\d+", "#", key(label))
    return seen if "#" in seen else None


def seconds(clock: str) -> float | None:
    """A time as seconds, or None where it is no time."""
    parts = [float(part) for part in clock.replace(",", ".").split(":")]
    if any(part >= 60 for part in parts[1:]):
        return None
    total = 0.0
    for part in parts:
        total = total * 60 + part
    return round(total, 3)
