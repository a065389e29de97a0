"""Names of the record's people wherever they occur in anybody's words, and what else may give somebody away.

A name is replaced by […] unless a person says to keep it. Ages, streets and workplaces are only marked: whoever checks
a quote sees why. Nothing here touches the database.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from deliberation.importing import unspaced
from deliberation.transcripts import labels
from deliberation.transcripts.vocabulary import FACILITATING, NOBODY, PARTICLES, PEOPLE, SENTENCE
from people.text import scripts


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


GONE = "[…]"
SENTENCE_ENDS, AROUND = ".!?\n。！？।။។", 100
LETTER, MARK = rf"[^\W\d_{unspaced.SIGNS}]", rf"[{scripts.SIGNS}]"
#: A word, or a run of signs without spaces between words: “同意Amina的” is two runs and a word.
WORD = re.compile(
    rf"{unspaced.RUN}|{LETTER}(?:[^\W{unspaced.SIGNS}]|['’]|{MARK}|(?<=[\w{scripts.MARKS}])-(?=[^\W{unspaced.SIGNS}]))*"
)
LETTERS = re.compile(rf"{LETTER}(?:{LETTER}|{MARK})*")
CAMEL = re.compile(r"[A-ZÀ-Þ]?[^\W\d_A-ZÀ-Þ]+|[A-ZÀ-Þ]+")
#: Names that are ordinary words too: only taken for a name with a capital, and not at the start of a sentence.
ORDINARY = _words(
    """
    will may grace hope joy rose mark bill art rob pat sue faith dawn sky young long brown green white black king
    bush wood hill field day price rich frank guy june april august ivy lily daisy ash reed banks church law park
    field fields rivers stone street west north east south wells winter summer read page cook baker gray grey grant
    chase chance dean drew gene jack jean max miles nick ray rocky sandy victor wade ward hunter mason porter
    """
)
ROLES = (
    PEOPLE
    | FACILITATING
    | NOBODY
    | {
        "doctor",
        "dr",
        "mr",
        "mrs",
        "ms",
        "miss",
        "pc",
        "sgt",
        "she",
        "her",
        "him",
        "they",
        "them",
        "rev",
        "contractor",
        "guest",
        "external",
        "host",
    }
)
UNITS = "one|two|three|four|five|six|seven|eight|nine"
TEENS = "ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen"
TENS = "twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety"
NUMBER = rf"(?:\d{{1,3}}|(?:{TENS})(?:[-\s](?:{UNITS}))?|{TEENS}|{UNITS})"
TO_CHECK = {
    "an age": re.compile(
        rf"\b(?:I(?:['’]|\s+a)m|I\s+was|aged|turned|turning|(?:he|she|they)(?:['’]s|\s+is|\s+was|['’]re))\s+(?:only\s+|just\s+|now\s+|nearly\s+)?"
        rf"{NUMBER}(?!\s*(?:%|per\b|percent|minutes?|hours?|days?|weeks?|months?|miles?|times?|of\b|pounds?))\b"
        rf"|\b{NUMBER}[-\s]years?[-\s]old\b",
        re.IGNORECASE,
    ),
    "a street": re.compile(
        r"\b(?:\d{1,4}[a-z]?\s+)?[A-ZÀ-Þ][\w'’]+(?:\s+[A-ZÀ-Þ][\w'’]+){0,2}\s+(?:Street|Road|Avenue|Lane|Close|Crescent|Drive|"
        r"Gardens|Terrace|Way|Row|Square|Mews|Grove|Place|Court|House|Estate|Heol|St|Rd|Ave)\b|\b(?:Heol|Stryd|Ffordd)\s+[A-ZÀ-Þ]\w+"
    ),
    "a workplace": re.compile(
        r"\b(?:I|we|he|she)\s+(?:used\s+to\s+)?(?:work(?:ed|s)?|teach(?:es)?|taught|volunteer(?:ed|s)?|drive|drove)\s+(?:at|for|in)\s+(?:the\s+)?[A-ZÀ-Þ][\w'’&.]+"
    ),
    "a school or place of worship": re.compile(
        r"\b(?:[A-ZÀ-Þ][\w'’.]+\s+){1,4}(?:School|Academy|College|University|Hospital|Surgery|Mosque|Church|Temple|Synagogue|Gurdwara|Nursery)\b"
    ),
    "a family tie": re.compile(
        r"\bmy\s+(?:son|daughter|brother|sister|husband|wife|partner|mum|mother|dad|father|cousin)\s+[A-ZÀ-Þ]\w+"
    ),
}


@dataclass(frozen=True)
class Found:
    """A name in somebody's words: where it stands, as it stands, and by which part of a name it was known."""

    start: int
    end: int
    text: str
    name: str


def folded(word: str) -> str:
    """Without capitals, accents and possessive: "Siân’s" is "sian". Vowels that are marks stay: they are the name."""
    signs = (sign for sign in unicodedata.normalize("NFD", word) if sign not in "\u200c\u200d")
    bare = "".join(sign for sign in signs if unicodedata.category(sign) != "Mn" or sign > "\u036f")
    plain = unicodedata.normalize("NFC", bare).casefold().replace("’", "'")
    for ending in ("'s", "'"):
        plain = plain.removesuffix(ending)
    return plain


def said_to_be(names: Iterable[str]) -> set[str]:
    """The parts of names that a person typed: where nothing of one looks like a name, all of it."""
    return {part for name in names for part in parts_of([name]) or {folded(word) for word in WORD.findall(name)}}


def typed(text: str) -> list[str]:
    """Names as somebody typed them, one a line or parted by commas."""
    return list(dict.fromkeys(" ".join(one.split()) for one in re.split(r"[,;\n]", text) if one.strip()))


def parts_of(names: Iterable[str]) -> set[str]:
    """The parts of names that would give somebody away, folded: not roles, titles, letters or small words."""
    parts = set()
    for label in names:
        if labels.is_nobody(label) or (labels.short(label) and len(re.sub(r"\W|\d", "", label)) < 3 and "?" in label):
            continue
        parts |= unspaced.parts_of(label)
        for place, word in enumerate(WORD.findall(label)):
            for part in () if unspaced.RUNS.match(word) else (word, *word.split("-")):
                plain = folded(part)
                small = plain in PARTICLES and (place > 0 or word == word.lower())  # Ben is a first name, ben is not
                if len(plain) > 1 and plain not in ROLES and not small and plain not in SENTENCE - ORDINARY:
                    parts.add(plain)
    return {part for part in parts if not (len(part) == 2 and part.isascii() and part not in TWO)}


#: First names of two letters. Other pairs of letters in a label are initials.
TWO = _words("jo al ed bo li mo ty cy vi di sy ng an oz ak")


def find(body: str, parts: set[str]) -> list[Found]:
    """Where the parts of names stand in `body`, those beside each other as one; inside a run too."""
    found: list[Found] = []
    for start, end, plain in sorted([*_words_of(body, parts), *unspaced.places(body, parts)]):
        if found and body[found[-1].end : start] in (" ", "-", ". ", " \n"):
            last = found.pop()
            found.append(Found(last.start, end, body[last.start : end], f"{last.name} {plain}"))
        else:
            found.append(Found(start, end, body[start:end], plain))
    return found


def _words_of(body: str, parts: set[str]) -> Iterator[tuple[int, int, str]]:
    """(start, end, folded) of each word with spaces around it that is a name, or that is one with what its script
    writes at it: দাসের, of Das; لمحمد, to Muhammad.
    """
    written_at = _written_at(parts)
    for match in WORD.finditer(body):
        word = match[0]
        if unspaced.RUNS.match(word):
            continue
        plain = folded(word)
        pieces = {plain, *(folded(piece) for piece in word.split("-") if piece[:1].isupper())} & parts
        if pieces and _as_a_name(body, match, plain):
            yield match.start(), match.end() - (2 if word.casefold().endswith(("'s", "’s")) else 0), plain
        elif not pieces and written_at is not None and (one := written_at.match(word)):
            name = str(one.lastgroup)
            yield match.start() + one.start(name), match.start() + one.end(name), folded(one[name])


def _written_at(parts: Iterable[str]) -> re.Pattern[str] | None:
    """What finds a name in a word of the scripts that write endings or small words at it; None where none is."""
    whole = sorted({unicodedata.normalize("NFC", part) for part in parts if len(part) > 1}, key=len, reverse=True)
    known = [one for one in whole if scripts.is_in(one, (*scripts.ENDED, *scripts.JOINED))]
    forms = [scripts.as_a_word(f"(?P<n{number}>{re.escape(one)})", one) for number, one in enumerate(known)]
    return re.compile("|".join(forms)) if forms else None


def around(body: str, one: Found) -> tuple[str, str]:
    """What stands before and after it in its sentence, some words of each."""
    before, after = body[: one.start], body[one.end :]
    ends = [place for place in (before.rfind(sign) for sign in SENTENCE_ENDS) if place >= 0]
    before = before[max(ends) + 1 :].lstrip() if ends else before
    stops = [place for place in (after.find(sign) for sign in SENTENCE_ENDS) if place >= 0]
    after = after[: min(stops) + 1] if stops else after
    cut_before, cut_after = before[-AROUND:], after[:AROUND]
    short_before = before if len(before) <= AROUND else "…" + (cut_before.partition(" ")[2] or cut_before)
    short_after = after if len(after) <= AROUND else (cut_after.rpartition(" ")[0] or cut_after) + "…"
    return short_before, short_after


def _as_a_name(body: str, match: re.Match[str], plain: str) -> bool:
    word = match[0]
    if plain in ORDINARY or len(plain) == 2:
        before = body[: match.start()].rstrip(" \"“‘'(")
        starts = not before or before[-1] in ".!?…\n:"
        has_capital = word[0].isupper() or word[0].upper() == word[0].lower()  # דן has none to have
        return has_capital and (not starts or plain not in SENTENCE | {"may", "will"})
    return True


def replaced(body: str, found: Iterable[Found], keep: set[str]) -> str:
    """`body` with […] for each name, but for those a person keeps."""
    for one in sorted(found, key=lambda one: -one.start):
        if one.name not in keep:
            body = body[: one.start] + GONE + body[one.end :]
    return body


def out_of_a_title(title: str, parts: set[str], keep: AbstractSet[str] = frozenset()) -> str:
    """A title, often the name of a file, with […] for each part of a name: also in small letters or run together."""
    gone = [(start, end) for start, end, plain in unspaced.places(title, parts) if plain not in keep]
    for match in LETTERS.finditer(title):
        inside = [match] if folded(match[0]) in parts else list(CAMEL.finditer(match[0]))
        start = 0 if inside == [match] else match.start()
        for one in inside:
            plain = folded(one[0])
            if plain in parts and plain not in keep and (plain not in ORDINARY or one[0][0].isupper()):
                gone.append((start + one.start(), start + one.end()))
    pieces, last = [], 0
    for start, end in sorted(gone):
        pieces += [title[last:start], GONE]
        last = end
    whole = "".join([*pieces, title[last:]])
    return re.sub(rf"{re.escape(GONE)}(?:[\W_]{{0,3}}{re.escape(GONE)})+", GONE, whole)


def to_check(body: str) -> Iterator[tuple[str, str]]:
    """(what, as it stands) of what may give somebody away beside a name: ages, streets, workplaces."""
    for what, shape in TO_CHECK.items():
        for match in shape.finditer(body):
            yield what, match[0]


def check_note(body: str, kept: Iterable[str] = (), most: int = 300) -> str:
    """The marks of one contribution, in a sentence or two for whoever checks a quote; empty when there are none."""
    marks = [f"the name “{name}”" for name in kept] + [f"{what} (“{words}”)" for what, words in to_check(body)]
    note, told = "", 0
    for mark in dict.fromkeys(marks):
        if len(note) + len(mark) + 40 > most:
            break
        note, told = f"{note}, {mark}" if note else f"It may give {mark}", told + 1
    more = len(dict.fromkeys(marks)) - told
    return f"{note or 'It has marks to look at'}{f', and {more} more' if more else ''}." if marks else ""
