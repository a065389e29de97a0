"""Words for "how many" that mean nothing fixed, and the defined words to use instead (domain 6.2)."""

import re
from typing import NamedTuple

from outcomes import numbers
from outcomes.findings.vocabulary import HOLD, KIND, OF_THINGS, PERSONS, THE
from outcomes.findings.wishes import is_wished
from outcomes.models import Breadth
from people.text.sentences import spelled

ENOUGH = (
    f"At least {spelled(numbers.ENOUGH_VOICES)} people spoke on it, and {numbers.ENOUGH_SHARE}% of those who took part."
)
#: Breadth → the guide that proposes it (domain 6.2).
GUIDE = {
    Breadth.CONSENSUS: (
        f"{ENOUGH} At least {numbers.CONSENSUS_FROM}% of those who spoke hold it, at least "
        f"{spelled(numbers.SPEAKERS_IN_EACH)} people spoke in every group, and nobody in any group is against it."
    ),
    Breadth.MAJORITY: f"{ENOUGH} More than {numbers.MAJORITY_OVER}% of those who spoke hold it.",
    Breadth.DIVIDED: (
        f"{ENOUGH} Between {numbers.DIVIDED_FROM}% and {numbers.MAJORITY_OVER}% of those who spoke hold it, "
        f"or two stances are each held by at least {numbers.LARGE_SIDE}%."
    ),
    Breadth.MINORITY: (
        f"At least {spelled(numbers.FEWEST_FOR_A_VIEW)} people hold it: fewer than {numbers.DIVIDED_FROM}% of those "
        "who spoke, or too few spoke for a wider label."
    ),
    Breadth.SINGLE: f"{' or '.join(map(spelled, range(1, numbers.FEWEST_FOR_A_VIEW)))} people.".capitalize(),
}
#: What may be said of each breadth. "Some" and "a few" part at numbers.SOME_FROM, of those who took part.
WORDS: dict[str, list[str]] = {
    Breadth.CONSENSUS: ["almost everyone who spoke", "across all groups"],
    Breadth.MAJORITY: ["most of those who spoke", "the majority"],
    Breadth.DIVIDED: ["views were split", "about half"],
    Breadth.MINORITY: ["some", "a few"],
    Breadth.SINGLE: ["one participant", "two participants"],
}
ANY = "almost everyone, most, about half, some or a few"
_SIZED = (
    "significant|substantial|large|larger|small|good|considerable|fair|great|growing|sizeable|sizable|high|low|huge"
)
UNDEFINED = re.compile(
    rf"(?<![\w-])(?:(?:a (?:great |good )?many|many|several|numerous|(?:quite )?a lot of|lots of|plenty of|"
    rf"an? (?:very )?(?:(?:{_SIZED}) )?(?:number|proportion|share|minority) of|a (?:{_SIZED}) number|"
    rf"(?:{_SIZED}) (?:numbers|proportions) of|(?:{_SIZED}) numbers(?= (?:{HOLD})\b)|a handful of|a range of|"
    rf"a variety of|various|countless|a couple of|"
    rf"quite a few|(?:dozens|scores|hundreds|thousands|tons|loads|heaps|masses|crowds) of "
    rf"(?:{THE}{KIND}(?:{PERSONS})|them|us|those)|multiple {KIND}(?:{PERSONS}))(?![\w-])|"
    r"(?<!a )(?<!the )(?:very |relatively |only )?few(?= (?:people|participants|residents|speakers|"
    r"of (?:them|those|us)|said|thought|felt|wanted|agreed|knew|spoke|would)\b))",
    re.IGNORECASE,
)
#: "How many", "too many cameras", "as many as 12", "joint and several", "where we give a number of people".
NOT_ABOUT_PEOPLE = re.compile(r"\b(?:how|too|as|joint(?:ly)? and|gives?|given)\s+$", re.IGNORECASE)
#: “Several weeks”, “a number of cameras”: they say how much there is, not how many hold a view.
OF_A_THING = re.compile(rf"\s+{OF_THINGS}", re.IGNORECASE)
QUOTED = re.compile(
    r"“[^”\n]+”|„[^“”\n]+[“”]|«[^»\n]+»|\"[^\"\n]+\"|‘[^\n]+?’(?!\w)|(?<!\w)'[^\n]+?'(?!\w)|\[[^\]\n]+\]"
)
QUOTE_WORDS = 3  # fewer between quotation marks are a word held at arm's length, not what somebody said


class Hit(NamedTuple):
    """One word that may not stand as it is: text[start:end] == word."""

    word: str
    start: int
    end: int
    suggestion: str


def find(text: str, breadth: str = "") -> list[Hit]:
    """The undefined words in `text`, with what to write instead: the words of `breadth` where one is chosen."""
    offered = " or ".join(f"“{word}”" for word in WORDS[breadth]) if breadth else ANY
    theirs = quoted(text)
    return [
        Hit(match.group(), match.start(), match.end(), f"Say {offered}, or give the number of people.")
        for match in UNDEFINED.finditer(text)
        if not NOT_ABOUT_PEOPLE.search(text, max(0, match.start() - 12), match.start())
        and not OF_A_THING.match(text, match.end())
        and not is_wished(text, match.start(), match.end())
        and not any(start <= match.start() < end for start, end in theirs)
    ]


def quoted(text: str) -> list[tuple[int, int]]:
    """Where somebody else is quoted."""
    return [match.span() for match in QUOTED.finditer(text) if len(match[0].split()) >= QUOTE_WORDS]


def marked(text: str, hits: list[Hit]) -> list[tuple[str, Hit | None]]:
    """The text in pieces, each with its hit or None: for underlining. The pieces joined are the text."""
    pieces: list[tuple[str, Hit | None]] = []
    at = 0
    for hit in hits:
        pieces += [(text[at : hit.start], None), (hit.word, hit)]
        at = hit.end
    return [piece for piece in [*pieces, (text[at:], None)] if piece[0]]
