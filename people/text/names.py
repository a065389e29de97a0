"""Names that staff act under: no name that only looks like another, or like an office."""

import re
import unicodedata
from collections.abc import Iterable

from people.errors import Refused
from people.text.sanitising import one_line

#: Words that speak for an office, whoever uses them. Titles have a field of their own.
RESERVED = {
    "admin",
    "administrator",
    "anonymous",
    "answerable",
    "expert",
    "facilitator",
    "moderator",
    "officer",
    "official",
    "oversight",
    "participant",
    "police",
    "responder",
    "somebody",
    "support",
    "system",
    "webmaster",
}
#: These are refused inside a longer word too.
NOWHERE = {"police", "facilitator", "moderator", "oversight", "administrator"}
MOST = 60  # characters: what a membership holds
_PILE = re.compile("[\u0300-\u036f\u20d0-\u20ff]{4}")
_LIKE_A_PSEUDONYM = re.compile(r"^\w+ \d+$")
_MARKS_OF_OFFICE = re.compile("[\u2605\u2606\u2611\u2705\u2713\u2714\u2022\u24b8\u24c7\u00a9\u00ae\u2122\U0001f46e]")
_SCRIPTS = ("LATIN", "CYRILLIC", "GREEK")
#: Letters and signs that look like a Latin one, once compatibility forms and accents are gone.
_LOOKS_LIKE = str.maketrans(
    "авеёзіїјкмнорсԛѕтухѡьһԁԍӏпигѵαβγεηικνορτυχωϲϳ01|!$ıłøđħŧƙɑɡɩ",
    "abeeziijkmhopcqstyxwbhdgnnurvabyenikvoptuxwcjollisilodhtkagi",
)


def skeleton(name: str) -> str:
    """What `name` looks like at a glance: two names with one skeleton can be taken for each other."""
    flat = unicodedata.normalize("NFKD", one_line(name).casefold())
    flat = "".join(sign for sign in flat if unicodedata.category(sign) not in ("Mn", "Me"))
    flat = flat.translate(_LOOKS_LIKE).replace("i", "l").replace("rn", "m").replace("vv", "w")
    return " ".join("".join(sign if sign.isalnum() else " " for sign in flat).split())


def checked_name(name: str, others: Iterable[str] = ()) -> str:
    """`name` on one line, fit to act under. Raises Refused with what is wrong.

    `others` are the names of other people in the same consultation.
    """
    if any(unicodedata.category(sign) in ("Cf", "Cc", "Cs") for sign in re.sub("[\u200c\u200d\\s]", "", name)):
        raise Refused("This name has hidden characters in it. Type it again instead of pasting it.")
    name = one_line(name)
    if not name:
        raise Refused("Give a name. Staff act under their own name.")
    if len(name) > MOST:
        raise Refused(f"Shorten the name to {MOST} characters.")
    _refuse_masks(name)
    looks = skeleton(name)
    if _speaks_for_an_office(looks):
        raise Refused("Give the person’s own name. Words such as “police” or “admin” belong in the title or rank.")
    for other in others:
        if looks and looks == skeleton(other):
            raise Refused(f"This can be taken for {other}, who is here already. Add a middle initial.")
    return name


def _speaks_for_an_office(looks: str) -> bool:
    together = looks.replace(" ", "")
    words = {skeleton(word) for word in RESERVED}
    return bool(words & {*looks.split(), together}) or any(skeleton(word) in together for word in NOWHERE)


def _refuse_masks(name: str) -> None:
    """Letters of two alphabets in one word, piles of accents, ticks, and names shaped like a participant's."""
    if any(len({_script(sign) for sign in word} - {""}) > 1 for word in re.split(r"[\s\-’'.]+", name)):
        raise Refused("This name mixes letters of different alphabets in one word. Type it in one alphabet.")
    if _PILE.search(unicodedata.normalize("NFD", name)):
        raise Refused("This name has too many accents on one letter.")
    if _MARKS_OF_OFFICE.search(name):
        raise Refused("Leave out ticks, stars and badges: they look like an approval.")
    if _LIKE_A_PSEUDONYM.match(name):
        raise Refused("A word and a number is how participants are called here. Give the person’s own name.")


def _script(sign: str) -> str:
    """LATIN, CYRILLIC or GREEK; empty for everything else, which nobody takes for one of these."""
    return next((script for script in _SCRIPTS if unicodedata.name(sign, "").startswith(script)), "")
