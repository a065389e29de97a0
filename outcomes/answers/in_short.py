"""The answer in short, for whoever reads nothing else: what became of what was asked, and of what was promised."""

from collections import Counter

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
        kept = sum(promise.state == Commitment.State.DONE_VERIFIED for promise in promises)
        late, dropped = sum(p.is_late for p in promises), sum(p.state == Commitment.State.DROPPED for p in promises)
        said = [f"{kept} kept", f"{late} late", *([f"{dropped} given up"] if dropped else [])]
        found.append(f"{many(len(promises), 'promise')}: {listed(said)}.")
    return found
