"""What a computer looks for in a post. A find only ever holds the post for a person to read; it never decides.

The same list guards quotes before publication (domain 5.9, invariant 14). Every pattern is bounded, so the
time grows with the length of the text and no more.
"""

import re
import unicodedata
from collections.abc import Sequence

from deliberation.discussion import officers
from people.text import scripts
from people.text.sentences import listed

EMAIL, PHONE, POSTCODE, PLATE, ADDRESS, HANDLE, STREET, BIRTH, REFERENCE, COLLAR, OFFICER, LISTED = (
    "an e-mail address",
    "a phone number",
    "a postcode",
    "a number plate",
    "a web address",
    "a name on social media",
    "a street address",
    "a date of birth",
    "a crime or case reference",
    "an officer’s number",
    "an officer’s name",
    "a name that this consultation holds posts for",
)

_EMAIL = re.compile(
    r"(?<=\w)\s?(?:@|\(at\)|\[at\])\s?[\w-]{1,63}(?:\.|\s?\(dot\)\s?|\s?\[dot\]\s?)\w{2}"
    r"|\b\w{1,64} at [\w-]{1,63} dot (?:com|org|net|uk|co)\b",
    re.IGNORECASE,
)
#: Dates and times look like phone numbers once their separators are ignored.
_DATE = re.compile(r"(?<![\d+])\d{1,4}([-./])\d{1,2}\1\d{1,4}(?!\d)")
_UK_PHONE = re.compile(
    r"(?<![\w£$€.,+-])(?:(?:\+|00)44[\s().-]{0,3}(?:0[\s().-]{0,2})?|0[\s().-]{0,2})[1-9](?:[\s().-]{0,2}\d){8,9}(?!\w)"
)
_FOREIGN_PHONE = re.compile(r"(?<![\w+])\+[1-9](?:[\s().-]{0,2}\d){7,14}(?!\w)")
_POSTCODE = re.compile(
    r"\b([A-PR-UWYZ](?:[A-HK-Y]?\d{1,2}|\d[A-HJKPSTUW]|[A-HK-Y]\d[ABEHMNPRVWXY]))\s{0,2}(\d[ABD-HJLNP-UW-Z]{2})\b",
    re.IGNORECASE,
)
_PLATES = (
    re.compile(r"\b([A-HJ-PR-Y]{2}\d{2})(\s{0,2})([A-HJ-PR-Z]{3})\b", re.IGNORECASE),  # since 2001: AB12 CDE
    re.compile(r"\b([A-HJ-NPR-TV-Y]\d{2,3})(\s{0,2})([A-HJ-PR-Y]{3})\b"),  # 1983 to 2001: A123 BCD
    re.compile(r"\b()()([A-HJ-PR-Y]{3}\s{0,2}\d{2,3}[A-HJ-NPR-TV-Y])\b"),  # 1963 to 1983: ABC 123D
)
_URL = re.compile(
    r"https?://|\bwww\.\w"
    r"|(?<![@\w.-])(?:[a-z0-9-]{1,63}\.){1,4}(?:com|org|net|uk|gov|edu|io|app|xyz|info|eu|london)(?![\w-])",
    re.IGNORECASE,
)
#: Words that follow a road or a form number in ordinary writing: "No10 has", "THE M25 AND".
_COMMON = (
    "all and any are ask bus but can car cop day did for get got had has her him his how its lad led let man may "
    "men met new nor not now off old one our out own pay per put ran saw say see set she six sky stp tax ten the "
    "too top two use van was way wed who why yes yet you jan feb mar apr jun jul aug sep oct nov dec mon tue thu "
    "fri sat sun pdf usa"
)
_WORDS = frozenset(_COMMON.split())
_AFTER_A_DIGIT = frozenset({"st", "nd", "rd", "th", "bn", "ft", "hr"})


Span = tuple[int, int, str]  # from, to, kind


def spans(text: str, names: Sequence[str] = ()) -> list[Span]:
    """Where in `text` (as NFKC) something could identify or lead to somebody, in its order."""
    text = unicodedata.normalize("NFKC", text)
    found = [
        (*match.span(), kind) for kind, patterns in _PLAIN for pattern in patterns for match in pattern.finditer(text)
    ]
    found += [(*match.span(), POSTCODE) for match in _POSTCODE.finditer(text) if _is_postcode(match)]
    found += [(*match.span(), PLATE) for pattern in _PLATES for match in pattern.finditer(text) if _is_plate(match)]
    without_dates = _DATE.sub(lambda match: "/" * len(match[0]), text)
    found += [
        (*match.span(), PHONE) for pattern in (_UK_PHONE, _FOREIGN_PHONE) for match in pattern.finditer(without_dates)
    ]
    if names:
        found += [(*match.span(), LISTED) for match in _any_of(names).finditer(text)]
    return sorted(found)


def findings(text: str, names: Sequence[str] = ()) -> list[str]:
    """What in `text` could identify or lead to somebody, each kind once, in words: ["a phone number"]."""
    there = {kind for _, _, kind in spans(text, names)}
    return [kind for kind in _ORDER if kind in there]


def why_hold(text: str, names: Sequence[str] = ()) -> str:
    """The sentence about what was found, for whoever reads it first; empty when nothing was."""
    found = findings(text, names)
    return f"It may contain {listed(found)}." if found else ""


def marked(text: str, names: Sequence[str] = ()) -> list[tuple[str, str]]:
    """The text in pieces, each with what was found there (empty: nothing), for whoever reads or wrote it."""
    text, at, pieces = unicodedata.normalize("NFKC", text), 0, []
    for start, end, kind in spans(text, names):
        if end <= at:
            continue
        start = max(start, at)
        pieces += [(text[at:start], ""), (text[start:end], kind)]
        at = end
    return [piece for piece in [*pieces, (text[at:], "")] if piece[0]]


def _any_of(names: Sequence[str]) -> re.Pattern[str]:
    """Any of the names as whole words of their script, however they are spaced and cased."""
    forms = (scripts.as_a_word(r"\s+".join(re.escape(word) for word in name.split()), name) for name in names)
    return re.compile("|".join(forms), re.IGNORECASE)


_ORDER = [
    EMAIL,
    PHONE,
    POSTCODE,
    PLATE,
    ADDRESS,
    HANDLE,
    STREET,
    BIRTH,
    REFERENCE,
    COLLAR,
    OFFICER,
    LISTED,
]
_PLAIN: list[tuple[str, tuple[re.Pattern[str], ...]]] = [
    (EMAIL, (_EMAIL,)),
    (ADDRESS, (_URL, officers.SHORT_LINK)),
    (HANDLE, (officers.HANDLE,)),
    (STREET, (officers.STREET,)),
    (BIRTH, (officers.BIRTH,)),
    (REFERENCE, (officers.REFERENCE,)),
    (COLLAR, (officers.COLLAR,)),
    (OFFICER, (officers.NAMED_OFFICER,)),
]


def _is_postcode(match: re.Match[str]) -> bool:
    """Not "M25 5th": capitals are taken at their word, small letters must not spell an ending."""
    tail = match[2][1:]
    return tail.isupper() or tail.lower() not in _AFTER_A_DIGIT


def _is_plate(match: re.Match[str]) -> bool:
    """Written in capitals or all in small letters, and the last three do not spell a common word."""
    whole = match[0]
    if not (whole.isupper() or whole.islower()):
        return False
    return not match[2] or match[3].lower() not in _WORDS
