"""What a figure must say before it may be shown: where, when, whose, and out of what.

A share of errors or of matches misleads on one base: a small share of scans can be a large share of alerts
(invariant 21). What is such a figure is read from its words, not only from the box.
"""

import re
from dataclasses import dataclass

from consultations.briefing import unknowns
from consultations.models import BriefingVersion, EvidenceFigure, Technology
from people.errors import Refused

#: Words for what a machine got right or wrong, each with the rate it makes of a figure.
RATE = re.compile(
    r"\b(?:errors?|mistak\w+|wrong\w*|false\w*|misidentif\w+|misread\w*|mismatch\w*|mis-?match\w*|inaccura\w+|accura\w+"
    r"|incorrect\w*|correct\w*|match(?:es|ed|ing)?|hits?|hit[- ]rates?|recall|precision|sensitivity|specificity"
    r"|(?:true|false)[- ](?:positive|negative|alert|match)\w*|FPIR|TPIR|FNIR|innocen\w+|mis-?taken\w*|reliab\w+"
    r"|not the (?:right |wanted )?(?:person|people|driver|vehicle)|(?:stopped|flagged|arrested) (?:in error|without)"
    r"|alert rates?)\b",
    re.IGNORECASE,
)
#: Machines whose alerts are counted: any share of theirs is one of hits.
MACHINES = frozenset({Technology.Kind.LFR, Technology.Kind.RFR, Technology.Kind.ANPR, Technology.Kind.PREDICTIVE})
_SHARE = re.compile(
    r"%|\b(?:per ?cent|percentage|rate)\b"
    r"|\b(?:\d+|one|two|three) (?:in|out of) (?:every )?"
    r"(?:(?!(?:19|20)\d\d\b)\d|ten\b|twenty\b|a (?:hundred|thousand|million)\b)",
    re.IGNORECASE,
)
#: What a machine said, against all that it looked at: the base that a share of scans leaves out.
_OF_ALERTS = re.compile(
    r"\b(?:alerts?|match(?:es|ed)?|hits?|flag(?:s|ged)|warn(?:ed|ings?)|results?|predict(?:ed|ions?)|score[sd]?"
    r"|suggest(?:ed|ions?)|identif\w+|stop(?:s|ped)"
    r"|candidates?|alarms?|reads?)\b",
    re.IGNORECASE,
)
#: Right before such a word: “scans without an alert” are no alerts.
_NOT = re.compile(r"\b(?:no|not|without)\s+(?:(?:an?|any|the)\s+)?$", re.IGNORECASE)
#: What people say, or what happens in a place, is no share of a machine.
_OF_PEOPLE = re.compile(
    r"\b(?:survey\w*|poll(?:ed|s)?|respond\w*|adults|residents|households|support\w*|agree\w*|oppos\w*|trust\w*|crimes?)\b",
    re.IGNORECASE,
)
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


def is_of_a_machine(version: BriefingVersion) -> bool:
    """Whether it is about a technology whose alerts are right or wrong."""
    return any(technology.kind in MACHINES for technology in version.consultation.technologies.all())


def is_rate(fields: dict[str, object], *, machine: bool = False) -> bool:
    """True for an error, accuracy, match or hit rate, whatever the box says; of a `machine`, for any share."""
    words = f"{fields.get('metric') or ''} {fields.get('denominator_label') or ''}"
    typed = f"{words} {fields.get('value') or ''}"
    return (
        bool(fields.get("is_error_rate"))
        or bool(RATE.search(words))
        or (machine and bool(_SHARE.search(typed)) and not _OF_PEOPLE.search(words))
    )


def checked(version: BriefingVersion, fields: dict[str, object], row: int | None = None) -> dict[str, object]:
    """The fields as they are kept; `row`: the figure they change. Raises Refused with what is missing or there."""
    fields = dict(fields)
    refuse_wrong(fields, machine=is_of_a_machine(version))
    _refuse_twice(version, fields, row)
    return fields


def refuse_wrong(fields: dict[str, object], *, machine: bool = False) -> None:
    """Refuse a figure that cannot be checked, whatever else stands in the pack."""
    refuse_wrong_rate(fields, machine=machine)
    refuse_incomplete(fields)


def refuse_wrong_rate(fields: dict[str, object], *, machine: bool = False) -> None:
    """Refuse a rate that misleads: on one base, as a share, on the same base twice; of a `machine`, without its
    alerts."""
    fields["is_error_rate"] = is_rate(fields, machine=machine)
    refuse_one_sided_rate(fields)
    _refuse_percent(fields)
    _refuse_same_base(fields)
    if machine:
        _refuse_without_alerts(fields)


def _refuse_without_alerts(fields: dict[str, object]) -> None:
    labels = [_text(fields, name) for name in ("denominator_label", "second_denominator_label")]
    if fields["is_error_rate"] and not any(_names_alerts(label) for label in labels):
        raise Refused(
            "One of the two bases is the alerts, or the matches: name it so. The other is all that was scanned."
        )


def _names_alerts(label: str) -> bool:
    return any(not _NOT.search(label, 0, found.start()) for found in _OF_ALERTS.finditer(label))


def gives_a_rate(sentence: str, *, machine: bool) -> bool:
    """Whether a sentence gives a share in words: on one base, of errors or of a machine."""
    return bool(_SHARE.search(sentence)) and (machine or bool(RATE.search(sentence)))


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
    counts = [text for text in counts if not unknowns.leaves_open(text)]
    if any(_SHARE.search(text) for text in counts) or not all(_NUMBER.match(text) for text in counts):
        raise Refused("Give counts, not a share: for example 10, out of 3,147,436 and out of 2,077.")


def _refuse_same_base(fields: dict[str, object]) -> None:
    first, second = (
        (_folded(fields, f"{which}denominator_label"), _folded(fields, f"{which}denominator_value"))
        for which in ("", "second_")
    )
    values_differ = first[1] != second[1] or unknowns.leaves_open(_text(fields, "denominator_value"))
    if any(first) and any(second) and (first[0] == second[0] or not values_differ):
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
