"""Starters: ready-made topic guides, briefings and polls, one JSON file each in `starters/`."""

import json
import re
from datetime import date
from pathlib import Path
from typing import Any

from django.db.models.enums import ChoicesType

from consultations.models import CaseStory, DataCard, RetentionRow, SectionKind, Source, Technology, UseCase
from people.errors import Refused
from people.text import dates

FOLDER = Path(__file__).resolve().parent
TEXTS = ["key", "name", "summary", "purpose_question", "decision_to_inform", "can_change", "cannot_change"]
LISTS = ["technologies", "areas", "questions", "themes"]
EVIDENCE = ["sources", "retention", "suppliers", "figures", "stories"]


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
        found += _unknown("technology stage", technology.get("stage"), Technology.Lifecycle)
        for case in technology.get("use_cases", []):
            found += _unknown("use case context", case.get("context"), UseCase.Context)
            found += _unknown("use case status", case.get("status"), UseCase.Status)
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
        ("retention", "applies_to", RetentionRow.AppliesTo),
        ("stories", "outcome", CaseStory.Outcome),
        ("sources", "standpoint", Source.Standpoint),
    ]:
        for row in briefing.get(what, []):
            found += _unknown(f"{what} {name}", row.get(name), choices)
    for figure in briefing.get("figures", []):
        if figure.get("is_error_rate") and not (
            figure.get("denominator_value") and figure.get("second_denominator_value")
        ):
            found.append(f"figure “{figure.get('metric')}” is an error rate and needs two denominators")
    return found


def _unknown(what: str, word: object, choices: ChoicesType) -> list[str]:
    return [] if word in choices.values else [f"{what} cannot be “{word}”"]


def figure_fields(figure: dict[str, Any]) -> dict[str, Any]:
    """A starter's figure as the model keeps it: numbers as text with thousands marked, the period in words."""
    fields = {k: v for k, v in figure.items() if k not in {"period_start", "period_end"}}
    for name in ("value", "denominator_value", "second_denominator_value"):
        value = fields.get(name, "")
        fields[name] = f"{value:,}" if isinstance(value, int) else str(value or "")
    fields["period"] = _period(figure.get("period_start"), figure.get("period_end"))
    return fields


def _period(start: str | None, end: str | None) -> str:
    days = [_in_words(day) for day in (start, end) if day]
    return " to ".join(dict.fromkeys(days))


def _in_words(day: str) -> str:
    try:
        when = date.fromisoformat(day)
    except ValueError:
        return day  # "2025-05" or words: shown as written
    return dates.day(when)
