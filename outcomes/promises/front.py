"""Promises kept and late, on the front page."""

from django.urls import reverse

from outcomes.models import Commitment
from outcomes.promises import commitments

SHOWN = 4


def summary(promises: list[Commitment]) -> dict[str, int]:
    """How many are kept, late, waiting for the panel, not due yet and dropped."""
    return {
        "total": len(promises),
        "kept": sum(p.state == Commitment.State.DONE_VERIFIED for p in promises),
        "unverified": sum(p.state == Commitment.State.DONE_UNVERIFIED and not p.is_late for p in promises),
        "late": sum(p.is_late for p in promises),
        "open": sum(p.is_open and not p.is_late for p in promises),
        "dropped": sum(p.state == Commitment.State.DROPPED for p in promises),
    }


def late_first(promises: list[Commitment]) -> list[Commitment]:
    """Late ones, then open ones, then the rest; soonest due first within each."""
    return sorted(promises, key=lambda p: (-p.days_late if p.is_late else 0, not p.is_open, p.due))


def promises_kept_and_late() -> dict[str, object] | None:
    found = late_first(list(commitments.public()))
    if not found:
        return None
    kept = [p for p in found if p.state == Commitment.State.DONE_VERIFIED]
    return {
        "title": "Promises kept and late",
        "items": [p for p in found if p.is_late][:SHOWN] + kept[:SHOWN],
        "summary": summary(found),
        "template": "outcomes/promises/_home.html",
        "empty": "No promise is late, and none is checked yet",
        "href": reverse("all_promises"),
        "action": "See every promise",
    }
