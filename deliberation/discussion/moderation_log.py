"""What moderation did, counted for everybody to see (domain 7.2). Counts only: never whose post, never its words."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date
from statistics import median
from typing import Any

from django.db.models import CharField, Count, F, QuerySet, Value
from django.db.models.functions import TruncMonth

from audit import clock
from consultations import numbers
from consultations.models import Consultation
from deliberation.models import Appeal, Contribution, ModerationDecision, Reason
from deliberation.models.moderation import in_counts
from people.text.dates import local_day, month

Action, State, Outcome = ModerationDecision.Action, Contribution.State, Appeal.Outcome


#: What is done short of removing, by the name it is counted under.
_SHORT_OF = [("held", Action.HOLD), ("redacted", Action.REDACT), ("moved", Action.MOVE)]


#: What removals are counted under, in the order of the reasons. What is off topic is moved, not removed.
_NAMES = list(dict.fromkeys(in_counts(reason) for reason in Reason if reason != Reason.OFFTOPIC))


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
    removals: Counter[str] = Counter()
    for (action, reason), n in by_action_and_reason.items():
        if action == Action.REMOVE:
            removals[in_counts(Reason(reason))] += n
    ranked = sorted(removals.items(), key=lambda item: (-item[1], item[0]))
    return Statistics(
        contributions=sum(states.values()),
        waiting=states.get((State.HELD, ""), 0),
        published=by_action_and_reason.get((Action.PUBLISH, ""), 0),
        removals=sum(removals.values()),
        by_reason=ranked,
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
        *((f"Removed: {name}", used.get(name, 0)) for name in _NAMES),
        ("Put back", log.restored),
        ("Held while on show", log.held),
        ("Words taken out", log.redacted),
        ("Moved", log.moved),
        ("Appeals", log.appeals),
        ("Appeals upheld", log.upheld),
        ("Appeals dismissed", log.dismissed),
        ("Hours until half of those that waited were decided", "" if log.median_hours is None else log.median_hours),
    ]


@dataclass(frozen=True)
class Told:
    """What anybody may read while a consultation is open. `rows`: (what, how many in words); `until`: the month."""

    rows: list[tuple[str, str]]
    until: str


#: What is told besides removals by their reason: (in words, action).
_ALSO_TOLD = [
    ("Put back", Action.RESTORE),
    ("Held while on show", Action.HOLD),
    ("Words taken out", Action.REDACT),
    ("Moved", Action.MOVE),
]


def told_while_open(consultation: Consultation) -> Told:
    """By whole months, in steps of at least COUNTED_FROM: nobody’s post can be told from the difference of two days.

    Every reason stands there from the beginning, also before the first removal. docs/decisions/record.md
    """
    this_month = clock.today().replace(day=1)
    decisions = ModerationDecision.objects.filter(contribution__thread__area__consultation=consultation).order_by()
    by_month = decisions.annotate(month=TruncMonth("decided_at")).values_list("month", "action", "reason")
    months: dict[date, Counter[tuple[str, str]]] = defaultdict(Counter)
    for first, action, reason, n in by_month.annotate(n=Count("pk")):
        if local_day(first) < this_month:
            months[local_day(first)][action, in_counts(Reason(reason)) if action == Action.REMOVE else ""] += n
    waiting: Counter[tuple[str, str]] = Counter()
    told: Counter[tuple[str, str]] = Counter()
    for first in sorted(months):
        waiting += months[first]
        ready = Counter({what: n for what, n in waiting.items() if n >= numbers.COUNTED_FROM})
        told += ready
        waiting -= ready
    named: list[tuple[str, tuple[str, str]]]
    named = [(f"Removed: {name}", (Action.REMOVE, name)) for name in _NAMES]
    named += [(words, (action, "")) for words, action in _ALSO_TOLD]
    few = f"fewer than {numbers.COUNTED_FROM}"
    return Told([(words, str(told[what]) if told[what] else few) for words, what in named], month(this_month))


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
