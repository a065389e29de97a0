"""What facilitators have before them: posts that wait, decisions just made, and appeals."""

from datetime import timedelta

from django.db.models import QuerySet

from audit import clock
from consultations.models import Consultation
from deliberation import numbers
from deliberation.models import Appeal, Contribution, ModerationDecision
from people.text.sentences import many

ON_A_PAGE = 50


def waiting(consultation: Consultation) -> list[Contribution]:
    """The oldest fifty held posts; deciding them brings up the next. Each carries `clock`: how long it has waited."""
    held = Contribution.objects.filter(state=Contribution.State.HELD, thread__area__consultation=consultation)
    rows = list(held.select_related("membership__user", "thread__group").order_by("created_at", "pk")[:ON_A_PAGE])
    for row in rows:
        waited = clock.now() - row.created_at
        tone = "late" if waited > timedelta(days=numbers.DECIDE_DAYS) else "calm"
        row.clock = {"text": f"Waiting {in_words(waited)}", "tone": tone}  # type: ignore[attr-defined]
    return rows


def in_words(waited: timedelta) -> str:
    """The largest unit is enough: "3 days", "5 hours", "12 minutes"."""
    minutes = max(0, int(waited.total_seconds() // 60))
    for size, word in ((1440, "day"), (60, "hour"), (1, "minute")):
        if minutes >= size:
            return many(minutes // size, word)
    return "less than a minute"


def decided(consultation: Consultation) -> list[ModerationDecision]:
    """The twenty newest decisions."""
    rows = ModerationDecision.objects.filter(contribution__thread__area__consultation=consultation)
    return list(
        rows.select_related(
            "decided_by__user", "contribution__membership__user", "contribution__thread__group"
        ).order_by("-pk")[:20]
    )


def appeals(consultation: Consultation, answered: bool | None = None) -> QuerySet[Appeal]:
    """Requests to look again, oldest first; `answered` picks one kind."""
    rows = Appeal.objects.filter(decision__contribution__thread__area__consultation=consultation)
    if answered is not None:
        rows = rows.filter(decided_at__isnull=not answered)
    return rows.select_related(
        "decision__decided_by__user",
        "decided_by__user",
        "decision__contribution__membership__user",
        "decision__contribution__thread__group",
        "decision__contribution__thread__area__consultation",
    ).order_by("pk")


def last_decision(contribution: Contribution) -> int:
    """The id of the newest decision about the post; 0 when there is none."""
    return contribution.decisions.order_by("-pk").values_list("pk", flat=True).first() or 0
