"""Promises kept and late, on the front page and on the card that other sites show."""

from django.urls import reverse

from consultations.home.home import Step
from consultations.models import Consultation
from outcomes.models import Commitment
from outcomes.promises import commitments, standings

SHOWN = 4


def summary(promises: list[Commitment]) -> dict[str, int]:
    """How many are kept, late, waiting for the panel, not due yet and dropped; of those settled, how many late."""
    late = [p.state for p in promises if p.days_late]
    return {
        "kept_late": late.count(Commitment.State.DONE_VERIFIED),
        "dropped_late": late.count(Commitment.State.DROPPED),
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
    counts = standings.summary()
    if not counts["total"]:
        return None
    return {
        "title": "Promises kept and late",
        "items": standings.piece("late", size=SHOWN).rows + standings.piece("kept", size=SHOWN).rows,
        "summary": counts,
        "template": "outcomes/promises/_home.html",
        "empty": "No promise is late, and none is checked yet",
        "href": reverse("all_promises"),
        "action": "See every promise",
    }


def promises(n: int) -> str:
    return "promise" if n == 1 else "promises"


def kept_or_late() -> list[Step]:
    """The end of the loop on the front page."""
    counts, here = standings.summary(), reverse("all_promises")
    kept, late, kept_late = counts["kept"], counts["late"], counts["kept_late"]
    of_these = f", {kept_late} of them late" if kept_late else ""
    return [
        Step(50, f"kept{of_these}", kept, f"{here}?state=kept", "good", f"{promises(kept)} kept{of_these}"),
        Step(60, "late now", late, f"{here}?state=late", "bad" if late else "", f"{promises(late)} late now"),
    ]


def on_a_card(consultation: Consultation) -> list[str]:
    """What became of the promises of one answer, in one sentence."""
    if not consultation.has_answer:
        return []
    counts = standings.counted(commitments.public().filter(**{standings.CONSULTATION: consultation}))
    if not counts["total"]:
        return ["The answer holds no promise."]
    parts = [
        f"{counts[name]} {words.lower()}" + (f" ({late} of these late)" if (late := counts.get(f"{name}_late")) else "")
        for name, words in standings.STANDINGS.items()
        if counts[name]
    ]
    return [f"Promises: {', '.join(parts)}."]
