"""The answer in short, for whoever reads nothing else: what became of what was asked, and of what was promised."""

from collections import Counter
from collections.abc import Iterable

from outcomes.models import Commitment, RecommendationResponse
from people.text.sentences import listed, many

Status = RecommendationResponse.Status


def sentences(slots: list[RecommendationResponse]) -> list[str]:
    """Counted from where everything stands today; nothing that is late is left out."""
    if not slots:
        return []
    standing = Counter(Status(slot.standing) for slot in slots if slot.standing)
    parts = [f"{standing[status]} {status.label.lower()}" for status in Status if standing[status]]
    found = [f"{many(len(slots), 'recommendation')}: {listed(parts)}."]
    if overdue := sum(slot.is_left_open and slot.days_late > 0 for slot in slots):
        found.append(f"{many(overdue, 'decision')} overdue.")
    promises = [promise for slot in slots for promise in slot.commitments.all()]
    if promises:
        kept, late, dropped = _became(promises)
        said = [f"{kept} kept", f"{late} late", *([f"{dropped} given up"] if dropped else [])]
        found.append(f"{many(len(promises), 'promise')}: {listed(said)}.")
    return found


def promised(promises: Iterable[Commitment]) -> str:
    """Of one answer: “1 of 3 promises kept, 1 late”; empty where nothing is promised."""
    found = list(promises)
    kept, late, dropped = _became(found)
    said = [f"{kept} of {many(len(found), 'promise')} kept", late and f"{late} late", dropped and f"{dropped} given up"]
    return ", ".join(one for one in said if one) if found else ""


def _became(promises: list[Commitment]) -> tuple[int, int, int]:
    """How many were kept, are late, were given up."""
    states = Counter(promise.state for promise in promises)
    late = sum(promise.is_late for promise in promises)
    return states[Commitment.State.DONE_VERIFIED], late, states[Commitment.State.DROPPED]
