"""The terms in words: what each is called, and its value as people read it."""

from collections.abc import Mapping
from datetime import date, datetime
from difflib import SequenceMatcher
from typing import Any

from consultations.models import Consultation, TermChange
from consultations.models.terms import CALLED, NAMES, asked
from people.text.dates import day, moment, until
from people.text.sentences import listed

#: In the order in which they are read.
LABELS = {
    "title": "Title",
    "purpose_question": "The question",
    "decision_to_inform": "The decision it informs",
    "can_change": "What can change",
    "cannot_change": "What cannot change",
    "exercise": "Kind of exercise",
    "technologies": "Technologies",
    "force": "Force that must answer",
    "joint_forces": "Forces that answer with it",
    "answering": "Who answers for it",
    "commissioning_body": "Who asks",
    "data_controller": "Who is responsible for the data",
    "independent_facilitation": "Who runs it",
    "funding_note": "Who pays",
    "opens_at": "Opens",
    "closes_at": "Closes",
    "findings_due": "Findings due by",
    "response_due": "Police answer due by",
    "notice_days": "Days between announcing and opening",
    "withdrawal_days": "Days to withdraw after closing",
    "accuracy_days": "Working days for police to check facts",
    "check_days": "Days for participants to check findings",
    "method": "How people take part",
    "in_areas": "Boroughs or districts",
    "places": "Where",
    "joining_is_open": "Anyone may join",
    "recruitment_note": "How people are invited",
    "non_digital_route": "Without the internet",
    "retention": "How long details are kept",
    "min_base": "Smallest group in a breakdown",
    "min_answer": "Smallest count shown",
}


def labels() -> dict[str, str]:
    """What each is called, with what other rooms hang in."""
    return LABELS | {name: one.label for name, one in asked().items()}


MOMENTS = {"opens_at": moment, "closes_at": until}
DAYS = frozenset({"findings_due", "response_due"})


def said(name: str, value: Any, names: Mapping[str, str]) -> str:
    """One value out of the terms, in words; empty for none. `names`: what the marks in it were called then."""
    if value is None or value in ("", []):
        return ""
    if name in asked():
        return "\n".join(asked()[name].said(one) for one in value)
    if name in MOMENTS:
        return MOMENTS[name](datetime.fromisoformat(value))
    if name in DAYS:
        return day(date.fromisoformat(value))
    if name in CALLED:
        return listed(sorted(names.get(mark, mark) for mark in (value if isinstance(value, list) else [value])))
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, list):
        return listed([str(one) for one in value])
    choices = dict(Consultation._meta.get_field(name).flatchoices)  # type: ignore[union-attr]
    return str(choices.get(value, value))


def spoken(terms: dict[str, Any]) -> dict[str, str]:
    """What each is called → its words, without what is empty."""
    names = terms.get(NAMES, {})
    found = {label: said(name, terms.get(name), names.get(name, {})) for name, label in labels().items()}
    return {label: value for label, value in found.items() if value}


def changed(change: TermChange) -> list[tuple[str, str, str]]:
    """(what it is called, the old words, the new ones): of what people are asked, only what is different."""
    name = change.name
    label = labels().get(name, name)
    old, new = (said(name, one, change.names) for one in (change.old, change.new))
    if name not in asked():
        return [(label, old, new)]
    before, after = (one.split("\n") if one else [] for one in (old, new))
    parts = SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
    return [(label, "\n".join(before[a:b]), "\n".join(after[c:d])) for kind, a, b, c, d in parts if kind != "equal"]


def rows(terms: dict[str, Any]) -> list[dict[str, str]]:
    """All of them for a summary list. What people are asked is long: each stands on its own, folded away."""
    found = []
    apart = {one.label for one in asked().values()}
    for name, text in spoken(terms).items():
        if name in apart:
            parts = text.count("\n") + 1
            found.append(
                {"key": name, "value": text.replace("\n", "\n\n"), "fold": f"Read all {parts}" if parts > 1 else ""}
            )
        else:
            found.append({"key": name, "value": text})
    return found
