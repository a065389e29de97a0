"""What people agreed to, word for word, by version: what somebody ticked last year can still be shown to them.

A text that has been in use is never changed here. Write a new version and, where the promise changes, a new one beside
the old in templates/consultations/joining/promises/, named in PROMISES; a test holds the texts that are out fast.

So a promise is not built from `numbers.py`: a rule that changes would change what somebody agreed to. The one number in
it, the days to withdraw, is the consultation's own, set before anybody joins. The table of what is kept that stands
beside it (`joining/_kept.html`) is no part of it: it says what the rules are now.
"""

from dataclasses import dataclass

from consultations.models import Consent

CONSENT_VERSION = "2027-04"  # the one people agree to now
Item = Consent.Item


@dataclass(frozen=True)
class Words:
    label: str
    hint: str


_2026_11 = {
    Item.TAKE_PART: Words("I agree to take part", "You need this one to join. You can leave at any time."),
    Item.QUOTES: Words(
        "You may quote me without my name",
        "A second person checks that nobody could tell it was you. You can take this back later.",
    ),
    Item.RECONTACT: Words(
        "Tell me what happens",
        "An e-mail when the findings are out, and when the police answer. Nothing else.",
    ),
    Item.RECORDING: Words(
        "You may record what I say in the session",
        "The sound is written down without names and then deleted. If you say no, you can still take part: "
        "the recorder stops while you speak.",
    ),
}
_2026_12 = {
    **_2026_11,
    Item.CHANGES: Words(
        "Tell me if the technology changes later",
        "An e-mail if there is a new use, a new supplier or a new rule on what is kept, and people should be asked "
        "again. We keep your address no longer for this than for the news above.",
    ),
}
#: Nobody but the people in the room stops a recorder, or deletes what is on it.
_2027_04 = {
    **_2026_12,
    Item.RECORDING: Words(
        "You may record what I say in the session",
        "The facilitators are to have it written down without names, and then to delete it. If you say no, you can "
        "still take part: tell them before you speak. They see how many said no, not who.",
    ),
}
WORDING: dict[str, dict[Consent.Item, Words]] = {
    "2026-11": _2026_11,
    "2026-12": _2026_12,
    "2027-01": _2026_12,
    "2027-02": _2026_12,
    "2027-03": _2026_12,
    "2027-04": _2027_04,
}
#: The versions with which the promise was written anew.
PROMISES = ("2026-11", "2027-01", "2027-02", "2027-03")


def of(item: Consent.Item, version: str = CONSENT_VERSION) -> Words:
    """The words of one consent. An unknown version (an imported record) shows the item's plain name."""
    return WORDING.get(version, {}).get(item, Words(str(item.label), ""))


def promise(version: str = CONSENT_VERSION) -> str:
    """The template of the promise people were made."""
    known = version if version in WORDING else CONSENT_VERSION
    return f"consultations/joining/promises/{max(text for text in PROMISES if text <= known)}.html"
