"""What moderation did, counted for everybody to see (domain 7.2). Counts only: never whose post, never its words."""

from dataclasses import dataclass
from statistics import median
from typing import Any

from django.db.models import CharField, Count, F, QuerySet, Value

from consultations.models import Consultation
from deliberation.models import Appeal, Contribution, ModerationDecision, Reason

Action, State, Outcome = ModerationDecision.Action, Contribution.State, Appeal.Outcome


#: What is done short of removing, by the name it is counted under.
_SHORT_OF = [("held", Action.HOLD), ("redacted", Action.REDACT), ("moved", Action.MOVE)]


@dataclass(frozen=True)
class Statistics:
    """Counts over one consultation. `median_hours` is from the writing of a held text to the decision on it."""

    contributions: int
    waiting: int
    published: int
    removals: int
    by_reason: list[tuple[str, int]]
    restored: int
    median_hours: float | None
    appeals: int
    upheld: int
    dismissed: int
    held: int = 0
    redacted: int = 0
    moved: int = 0

    @property
    def appeals_waiting(self) -> int:
        return self.appeals - self.upheld - self.dismissed


def statistics(consultation: Consultation) -> Statistics:
    """Two queries, whatever the size. Reasons are listed most frequent first; those never used are left out."""
    decisions = ModerationDecision.objects.filter(contribution__thread__area__consultation=consultation)
    states, by_action_and_reason, outcomes = _counts(
        Contribution.objects.filter(thread__area__consultation=consultation).values_list(
            Value(0), "state", Value("", CharField())
        ),
        decisions.values_list(Value(1), "action", "reason"),
        Appeal.objects.filter(decision__in=decisions).values_list(Value(2), "outcome", Value("", CharField())),
    )
    removals = {reason: n for (action, reason), n in by_action_and_reason.items() if action == Action.REMOVE}
    ranked = sorted(removals.items(), key=lambda item: (-item[1], item[0]))
    return Statistics(
        contributions=sum(states.values()),
        waiting=states.get((State.HELD, ""), 0),
        published=by_action_and_reason.get((Action.PUBLISH, ""), 0),
        removals=sum(removals.values()),
        by_reason=[(Reason(reason).label, n) for reason, n in ranked],
        restored=by_action_and_reason.get((Action.RESTORE, ""), 0),
        median_hours=_median_hours(decisions),
        appeals=sum(outcomes.values()),
        upheld=outcomes.get((Outcome.UPHELD, ""), 0),
        dismissed=outcomes.get((Outcome.DISMISSED, ""), 0),
        **{name: sum(n for (a, _), n in by_action_and_reason.items() if a == action) for name, action in _SHORT_OF},
    )


def rows(log: Statistics) -> list[tuple[str, object]]:
    """(what, how many), as a file: every reason, those never used too."""
    used = dict(log.by_reason)
    return [
        ("What", "How many"),
        ("Contributions", log.contributions),
        ("Waiting", log.waiting),
        ("Published after waiting", log.published),
        *((f"Removed: {reason.label}", used.get(reason.label, 0)) for reason in Reason),
        ("Put back", log.restored),
        ("Held while on show", log.held),
        ("Words taken out", log.redacted),
        ("Moved", log.moved),
        ("Appeals", log.appeals),
        ("Appeals upheld", log.upheld),
        ("Appeals dismissed", log.dismissed),
        ("Hours until half of those that waited were decided", "" if log.median_hours is None else log.median_hours),
    ]


def _counts(*kinds: QuerySet[Any, Any]) -> list[dict[tuple[str, str], int]]:
    """How many rows there are of each pair of values: of each kind, in one query."""
    first, *rest = (rows.order_by().annotate(n=Count("pk")) for rows in kinds)
    found: list[dict[tuple[str, str], int]] = [{} for _ in kinds]
    for kind, one, other, n in first.union(*rest, all=True):
        found[kind][one, other] = n
    return found


def _median_hours(decisions: "object") -> float | None:
    """From the moment the decided words were written to the decision, over posts that had to wait."""
    pairs = (
        decisions.exclude(contribution__held_because="")  # type: ignore[attr-defined]
        .filter(action__in=[Action.PUBLISH, Action.REMOVE])
        .filter(contribution__revisions__number=F("revision"))
        .values_list("contribution__revisions__at", "decided_at")
    )
    hours = [(decided - written).total_seconds() / 3600 for written, decided in pairs]
    return round(median(hours), 1) if hours else None
