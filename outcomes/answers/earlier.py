"""Earlier drafts: what each changed, and bringing one back."""

from datetime import date
from typing import Any

from django.db import transaction

from outcomes.answers import drafts, responses
from outcomes.models import DraftVersion, PoliceResponse, RecommendationResponse
from people.models import Person
from people.text import differences
from people.text.differences import Words

SHOWN = 20  # versions on a page


def shown(response: PoliceResponse, slot: RecommendationResponse | None) -> list[DraftVersion]:
    """The newest versions, each with what it changed against the one before."""
    found = list(drafts.of(response, slot)[: SHOWN + 1])
    for newer, older in zip(found, [*found[1:], None], strict=True):
        newer.changes = compared(older.fields if older else {}, newer.fields)
    return found[:SHOWN]


def compared(old: dict[str, Any], new: dict[str, Any]) -> list[tuple[str, Words]]:
    """(Name of a field, its words old and new) for each that differs."""
    return differences.compared(_said(old), _said(new))


def _said(fields: dict[str, Any]) -> dict[str, str]:
    labels = {**fields, "status": _label(fields.get("status") or "")}
    return {LABELS.get(name, name): str(labels[name] or "") for name in fields}


def _label(status: str) -> str:
    return str(RecommendationResponse.Status(status).label) if status else ""


LABELS = {
    "opening_statement": "Opening statement", "status": "Answer", "reasons": "Reasons", "evidence_url": "Evidence",
    "referred_to": "Sent to", "referred_on": "Sent on", "decision_by": "Decided by",
}  # fmt: skip


@transaction.atomic
def bring_back(version: DraftVersion, *, by: Person) -> None:
    """Save an earlier draft once more, as the newest: what stands now stays among the versions."""
    locked, member = responses.drafting(version.response, by)
    if version.answer is None:
        drafts.save_opening(locked, member, version.fields["opening_statement"], None)
        return
    fields = dict(version.fields)
    for name in ("referred_on", "decision_by"):
        fields[name] = date.fromisoformat(fields[name]) if fields[name] else None
    responses.write_answer(version.answer, member, **fields)
