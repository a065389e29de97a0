"""Starters: ready-made topic guides, briefings and polls, one JSON file each in `starters/`."""

import json
import re
from pathlib import Path
from typing import Any

from django.db.models.enums import ChoicesType

from consultations.briefing.figures import is_rate
from consultations.models import (
    CaseStory,
    DataCard,
    DecisionStep,
    RetentionRow,
    SectionKind,
    Source,
    Technology,
    UseCase,
)
from people.errors import Refused

FOLDER = Path(__file__).resolve().parent
TEXTS = ["key", "name", "summary", "purpose_question", "decision_to_inform", "can_change", "cannot_change"]
LISTS = ["technologies", "areas", "questions", "themes"]
#: What a starter does not say of a technology or a use: where it stands at a force, and who answers for it there.
OF_THE_FORCE = frozenset({"stage", "status", "accountable_role"})
EVIDENCE = ["sources", "retention", "suppliers", "figures", "stories", "path", "glossary"]


def load(key: str) -> dict[str, Any]:
    """The starter called `key`, checked. Raises Refused when there is none, ValueError when the file is wrong."""
    path = FOLDER / f"{key}.json"
    if not re.fullmatch(r"[a-z0-9_]+", key) or not path.is_file():
        raise Refused("There is no such starter. Choose one from the list, or start empty.")
    starter: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    problems = faults(starter)
    if problems:
        raise ValueError(f"{path.name}: " + "; ".join(problems))
    return starter


def available() -> list[dict[str, Any]]:
    """Every starter, by name: for the list to choose from."""
    return sorted((load(path.stem) for path in FOLDER.glob("*.json")), key=lambda starter: starter["name"])


def faults(starter: dict[str, Any]) -> list[str]:
    """What is wrong with a starter, one sentence a fault; empty when it can be used."""
    found = [f"{name} is missing" for name in TEXTS if not str(starter.get(name, "")).strip()]
    found += [f"{name} must be a list" for name in LISTS if not isinstance(starter.get(name), list)]
    if not isinstance(starter.get("more_questions", []), list):  # to pick from; a new consultation starts without them
        found.append("more_questions must be a list")
    briefing = starter.get("briefing")
    if not isinstance(briefing, dict) or found:
        return [*found, "briefing must be an object"] if not isinstance(briefing, dict) else found
    found += [f"briefing.{name} must be a list" for name in EVIDENCE if not isinstance(briefing.get(name, []), list)]
    return found or [*_wrong_words(starter), *_wrong_briefing(briefing)]


def _wrong_words(starter: dict[str, Any]) -> list[str]:
    """Words outside the lists the models know."""
    found = []
    for technology in starter["technologies"]:
        found += _unknown("technology kind", technology.get("kind"), Technology.Kind)
        found += [
            f"a technology has no {name} here: only the force can say it" for name in OF_THE_FORCE & {*technology}
        ]
        for case in technology.get("use_cases", []):
            found += _unknown("use case context", case.get("context"), UseCase.Context)
            found += [f"a use has no {name} here: only the force can say it" for name in OF_THE_FORCE & {*case}]
    return found


def _wrong_briefing(briefing: dict[str, Any]) -> list[str]:
    found = []
    kinds = [section.get("kind") for section in briefing.get("sections", [])]
    for kind in kinds:
        found += _unknown("section", kind, SectionKind)
    found += [f"section {kind} appears twice" for kind in sorted({k for k in kinds if kinds.count(k) > 1})]
    card = set(briefing.get("data_card", {})) - set(DataCard.FIELDS) - {"checked_on"}
    found += [f"data card has no field {name}" for name in sorted(card)]
    for what, name, choices in [
        ("path", "kind", DecisionStep.Kind),
        ("path", "doer", DecisionStep.Doer),
        ("retention", "applies_to", RetentionRow.AppliesTo),
        ("stories", "outcome", CaseStory.Outcome),
        ("sources", "standpoint", Source.Standpoint),
    ]:
        for row in briefing.get(what, []):
            found += _unknown(f"{what} {name}", row.get(name), choices)
    for figure in briefing.get("figures", []):
        if is_rate(figure) and not (figure.get("denominator_value") and figure.get("second_denominator_value")):
            found.append(f"figure “{figure.get('metric')}” is an error rate and needs two denominators")
    return found + _unknown_states(briefing)


def _unknown_states(briefing: dict[str, Any]) -> list[str]:
    tables = [briefing.get(name, []) for name in ("retention", "suppliers", "path")]
    rows = [briefing.get("data_card", {}), *(row for table in tables for row in table)]
    given = [value for row in rows for value in row.values() if isinstance(value, dict)]
    return [f"there is no state {value}" for value in given if value.get("state") not in STATES]


def _unknown(what: str, word: object, choices: ChoicesType) -> list[str]:
    return [] if word in choices.values else [f"{what} cannot be “{word}”"]


#: In a starter, what only the force can say. A new draft makes it a state of its place (briefing/unknowns.py).
STATES = {"to_be_confirmed_by_force": "[to be confirmed by the force]"}


def as_text(value: object) -> object:
    """A value as a new draft keeps it: a state in the words everybody reads, anything else as it is."""
    return STATES[value["state"]] if isinstance(value, dict) else value


def row_fields(row: dict[str, Any]) -> dict[str, Any]:
    return {name: as_text(value) for name, value in row.items()}


def figure_fields(figure: dict[str, Any]) -> dict[str, Any]:
    """A starter's figure as the model keeps it: numbers as text with thousands marked, the period as it was given."""
    fields = dict(figure)
    for name in ("value", "denominator_value", "second_denominator_value"):
        value = fields.get(name, "")
        fields[name] = f"{value:,}" if isinstance(value, int) else str(value or "")
    return fields
