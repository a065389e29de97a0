"""What the register says of each technology: the panel signs it with the terms, and it changes only as they do.

Its documents, its log, and who of the force confirmed a use are no part of it: they say more, and nothing else.
"""

from typing import Any

from audit.prepared import Prepared
from consultations.models import Technology, UseCase
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


def said(row: dict[str, Any]) -> str:
    """One entry, or one use, in one line for everybody."""
    if "use" in row:
        line = f"{row['of']}, {UseCase.Status(row['status']).label.lower()}: {row['use']}."
        line += f" {UseCase.Context(row['when']).label}. {row.get('description', '')}"
        line += f" Affects: {row['affects']}." if "affects" in row else ""
    else:
        line = f"{row['name']}. Kind: {Technology.Kind(row['kind']).label}."
        line += f" Where it stands: {Technology.Lifecycle(row['stage']).label}."
        line += "".join(f" {label}: {yes(tick in row.get('is', ()))}." for tick, label in TICKS.items())
        line += f" Accountable for it: {row['answers']}." if "answers" in row else ""
    return " ".join(line.split())
