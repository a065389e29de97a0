"""What the register says of each technology: the panel signs it with the terms, and it changes only as they do.

Its documents, its log, and who of the force confirmed a use are no part of it: they say more, and nothing else.
"""

from collections.abc import Iterable
from copy import copy
from typing import Any

from audit.prepared import Prepared
from consultations.models import BriefingVersion, Technology, UseCase
from people.text.sentences import yes

TICKS = {
    "biometric": "Identifies people by their bodies",
    "algorithmic": "A computer judges or ranks",
    "task_specific": "Does one bounded task",
}


_ENTRIES: Prepared[Technology, Technology] = Prepared(
    lambda pk: Technology.objects.filter(consultations=pk).order_by("pk").prefetch_related("use_cases"), int
)


def of_consultation(pk: int) -> list[dict[str, Any]]:
    """Each entry, and after it each of its uses. What is empty is left out, so that a field more voids nothing."""
    return [row for entry in _ENTRIES(pk) for row in (_entry(entry), *map(_use, entry.use_cases.all()))]


def _entry(entry: Technology) -> dict[str, Any]:
    found = {
        "name": entry.name,
        "kind": entry.kind,
        "stage": entry.stage,
        "is": [tick for tick in TICKS if getattr(entry, tick)],
        "answers": entry.accountable_role,
        "why_not": entry.why_unticked,
    }
    return {name: value for name, value in found.items() if value}


def _use(case: UseCase) -> dict[str, Any]:
    found = {
        "of": case.technology.name,
        "use": case.title,
        "description": case.description,
        "when": case.context,
        "affects": case.affects,
        "status": case.status,
    }
    return {name: value for name, value in found.items() if value}


def as_asked(version: BriefingVersion | None, entries: Iterable[Technology]) -> list[Technology]:
    """The entries with where each stood when people were asked: the register goes on, and what was signed does not.

    To be read, and not saved.
    """
    terms: dict[str, Any] = (version.terms or {}) if version is not None and version.terms_are_fixed else {}
    stood = {(row["name"], row["kind"]): row["stage"] for row in terms.get("entries", []) if "use" not in row}
    found = [copy(entry) for entry in entries]
    for entry in found:
        entry.stage = stood.get((entry.name, entry.kind), entry.stage)
    return found


def _stands(status: str) -> str:
    """Where a use stands. Who of the force confirmed it is no part of what is signed, so this does not claim it."""
    label = str(UseCase.Status(status).label).lower()
    return label if status == UseCase.Status.DISCUSSED else f"{label} as the facilitators understand it"


def said(row: dict[str, Any]) -> str:
    """One entry, or one use, in one line for everybody."""
    if "use" in row:
        line = f"{row['of']}, {_stands(row['status'])}: {row['use']}."
        line += f" {UseCase.Context(row['when']).label}. {row.get('description', '')}"
        line += f" Affects: {row['affects']}." if "affects" in row else ""
    else:
        line = f"{row['name']}. Kind: {Technology.Kind(row['kind']).label}."
        line += f" Where it stands: {Technology.Lifecycle(row['stage']).label}."
        line += "".join(f" {label}: {yes(tick in row.get('is', ()))}." for tick, label in TICKS.items())
        line += f" Why it is not what others of its kind are: {row['why_not']}." if "why_not" in row else ""
        line += f" Accountable for it: {row['answers']}." if "answers" in row else ""
    return " ".join(line.split())
