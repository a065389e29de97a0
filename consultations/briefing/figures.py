"""What a figure must say before it may be shown: where, when, whose, and out of what.

A share of errors or of matches misleads on one base: a small share of scans can be a large share of alerts
(invariant 21). What is such a figure is read from its words, not only from the box.
"""

import re
from dataclasses import dataclass

from consultations.models import BriefingVersion, EvidenceFigure
from people.errors import Refused

#: Words for what a machine got right or wrong, each with the rate it makes of a figure.
RATE = re.compile(
    r"\b(?:errors?|mistak\w+|wrong\w*|false\w*|misidentif\w+|misread\w*|mismatch\w*|mis-?match\w*|inaccura\w+|accura\w+"
    r"|incorrect\w*|correct\w*|match(?:es|ed|ing)?|hits?|hit[- ]rates?|recall|precision|sensitivity|specificity"
    r"|(?:true|false)[- ](?:positive|negative|alert|match)\w*|FPIR|TPIR|FNIR)\b",
    re.IGNORECASE,
)
#: Machines whose alerts are counted: any share of theirs is one of hits.
_SHARE = re.compile(r"%|\bper cent\b|\brate\b|\b(?:1|one) in \d", re.IGNORECASE)
_NUMBER = re.compile(r"^\d[\d,  ]*(?:\.\d+)?$")
MOST_PEOPLE = 5_000  # that can be drawn and still be told apart
BASES = ["denominator_label", "denominator_value", "second_denominator_label", "second_denominator_value"]
NEEDED = {"area": "where it was counted", "period": "when it was counted", "source": "who published it"}


@dataclass
class Base:
    """What a figure is a share of, with the share as the system works it out."""

    label: str
    value: str
    share: str
    people: tuple[int, int] | None


def is_rate(fields: dict[str, object]) -> bool:
    """True for an error, accuracy, match or hit rate, whatever the box says."""
    words = f"{fields.get('metric') or ''} {fields.get('denominator_label') or ''}"
    return bool(fields.get("is_error_rate")) or bool(RATE.search(str(words)))


def checked(version: BriefingVersion, fields: dict[str, object], row: int | None = None) -> dict[str, object]:
    """The fields as they are kept; `row`: the figure they change. Raises Refused with what is missing or there."""
    fields = {**fields, "is_error_rate": is_rate(fields)}
    refuse_wrong(fields)
    _refuse_twice(version, fields, row)
    return fields


def refuse_wrong(fields: dict[str, object]) -> None:
    """Refuse a figure that cannot be checked, whatever else stands in the pack."""
    fields["is_error_rate"] = is_rate(fields)
    refuse_one_sided_rate(fields)
    refuse_incomplete(fields)
    _refuse_percent(fields)
    _refuse_same_base(fields)


def refuse_incomplete(fields: dict[str, object]) -> None:
    missing = [words for name, words in NEEDED.items() if not _text(fields, name)]
    if missing:
        raise Refused(f"Say {' and '.join(missing)}: a figure without it cannot be checked.")


def refuse_one_sided_rate(fields: dict[str, object]) -> None:
    if fields.get("is_error_rate") and not all(_text(fields, part) for part in BASES):
        raise Refused(
            "This is a rate of errors, accuracy, matches or hits. It needs two bases, each with its name and its "
            "number: for example out of all scans, and out of all alerts."
        )


def _refuse_percent(fields: dict[str, object]) -> None:
    """A rate is given as counts: the system works the share out, on both bases, the same way for everybody."""
    if not fields["is_error_rate"]:
        return
    counts = [_text(fields, name) for name in ("value", "denominator_value", "second_denominator_value")]
    if any(_SHARE.search(text) for text in counts) or not all(_NUMBER.match(text) for text in counts):
        raise Refused("Give counts, not a share: for example 10, out of 3,147,436 and out of 2,077.")


def _refuse_same_base(fields: dict[str, object]) -> None:
    first, second = (
        (_folded(fields, f"{which}denominator_label"), _folded(fields, f"{which}denominator_value"))
        for which in ("", "second_")
    )
    if any(first) and any(second) and (first[0] == second[0] or first[1] == second[1]):
        raise Refused("Both bases are the same. Name two different ones, or leave the second out.")


def _refuse_twice(version: BriefingVersion, fields: dict[str, object], row: int | None) -> None:
    names = ("metric", "area", "period")
    same = [
        figure
        for figure in version.figures.all()
        if figure.pk != row and all(_folded(figure.__dict__, n) == _folded(fields, n) for n in names)
    ]
    if same:
        raise Refused("This figure is there already, for the same place and time. Take the old one out first.")


def number(text: str) -> float | None:
    """The number a staff text holds, thousands commas and all; None for words."""
    try:
        return float(re.sub(r"[,  ]", "", text))
    except ValueError:
        return None


def share(value: str, out_of: str) -> str:
    """ "about 1 in 208" for plain numbers, else nothing: never a percentage alone."""
    top, bottom = number(value), number(out_of)
    if not top or not bottom or top <= 0 or bottom < top:
        return ""
    one_in = bottom / top
    return f"about 1 in {one_in:,.0f}" if one_in >= 10 else f"about {round(100 / one_in)} in 100"


def grouped(text: str) -> str:
    """3147436 as 3,147,436; words as they are."""
    return f"{int(text):,}" if text.isdecimal() else text


def bases(figure: EvidenceFigure) -> list[Base]:
    """Every base the figure has, with its share of each."""
    pairs = [
        (figure.denominator_label, figure.denominator_value),
        (figure.second_denominator_label, figure.second_denominator_value),
    ]
    return [
        Base(label, grouped(value), share(figure.value, value), as_people(figure.value, value))
        for label, value in pairs
        if value
    ]


def as_people(value: str, out_of: str) -> tuple[int, int] | None:
    """(how many, out of how many) to draw: 10 in 2,077 as it is; 10 in 3,147,436 not, since it would be one dot
    among more than anybody can see. Too many to draw one by one become one of so many, where that fits."""
    top, bottom = number(value), number(out_of)
    if not top or not bottom or top <= 0 or bottom < top or top % 1 or bottom % 1:
        return None
    if bottom <= MOST_PEOPLE:
        return int(top), int(bottom)
    return (1, round(bottom / top)) if 10 <= bottom / top <= MOST_PEOPLE else None


def _text(fields: dict[str, object], name: str) -> str:
    return str(fields.get(name) or "").strip()


def _folded(fields: dict[str, object], name: str) -> str:
    return "".join(_text(fields, name).casefold().replace(",", "").split())
