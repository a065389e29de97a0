"""What moderation did, counted for everybody to see (domain 7.2). Counts only: never whose post, never its words."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import median
from typing import Any

from django.db.models import Case, CharField, Count, Exists, F, IntegerField, OuterRef, QuerySet, Subquery, Value, When
from django.db.models.functions import TruncMonth

from audit import clock
from consultations import numbers
from consultations.access import PREPARING
from consultations.models import Consultation, Stage
from consultations.notifications.working_days import working_days_after
from deliberation import numbers as deliberation_numbers
from deliberation.models import Appeal, Contribution, ContributionRevision, ModerationDecision, Reason
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
    late: int = 0
    for_a_name: int | None = None  # held for a listed name; None while it is open: two looks would read the list out

    @property
    def held_for_a_name(self) -> str:
        """In words, and never a number so small that it answers somebody who tried one name; empty while it is open."""
        return "" if self.for_a_name is None else _from_few(self.for_a_name)

    @property
    def appeals_waiting(self) -> int:
        return self.appeals - self.upheld - self.dismissed


def statistics(consultation: Consultation) -> Statistics:
    """Two queries, whatever the size, and one more once it has closed. Reasons are listed most frequent first; those
    never used are left out."""
    decisions = ModerationDecision.objects.filter(contribution__thread__area__consultation=consultation)
    states, by_action_and_reason, outcomes = _counts(
        Contribution.objects.in_threads()
        .filter(thread__area__consultation=consultation)
        .values_list(Value(0), "state", Value("", CharField())),
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
        median_hours=_median_hours(waits := list(_waits(decisions))),
        late=sum(local_day(decided) > _due(written) for written, decided in waits),
        appeals=sum(outcomes.values()),
        upheld=outcomes.get((Outcome.UPHELD, ""), 0),
        dismissed=outcomes.get((Outcome.DISMISSED, ""), 0),
        for_a_name=None if consultation.stage in _STILL_OPEN else _held_for_a_name(consultation).count(),
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
        *([(FOR_A_NAME, log.held_for_a_name)] if log.held_for_a_name else []),
        ("Appeals", log.appeals),
        ("Appeals upheld", log.upheld),
        ("Appeals dismissed", log.dismissed),
        ("Decided later than promised", log.late),
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


#: Of posts in which a name of the list stood that facilitators keep: whenever that was first found.
FOR_A_NAME = "Held for a listed name"
_STILL_OPEN = {*PREPARING, Stage.OPEN, Stage.PAUSED}


def _held_for_a_name(consultation: Consultation) -> QuerySet[Contribution]:
    return Contribution.objects.filter(thread__area__consultation=consultation).exclude(held_for_a_name_at=None)


def _from_few(number: int) -> str:
    return str(number) if number >= numbers.COUNTED_FROM else f"fewer than {numbers.COUNTED_FROM}"


#: Of posts that had to wait: read after the day they were due, or still not read.
LATE = "Waited longer than promised to be read"


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
    named = _held_for_a_name(consultation).order_by().values_list("held_for_a_name_at", flat=True)
    named_on = [local_day(at) for at in named if at is not None]
    for what, days in ((LATE, _overdue(consultation)), (FOR_A_NAME, named_on)):
        for on in days:
            if on < this_month:
                months[on.replace(day=1)][what, ""] += 1
    waiting: Counter[tuple[str, str]] = Counter()
    told: Counter[tuple[str, str]] = Counter()
    for first in sorted(months):
        waiting += months[first]
        ready = Counter({what: n for what, n in waiting.items() if n >= numbers.COUNTED_FROM})
        told += ready
        waiting -= ready
    rows: list[tuple[str, tuple[str, str]]]
    rows = [(f"Removed: {name}", (Action.REMOVE, name)) for name in _NAMES]
    rows += [(words, (action, "")) for words, action in _ALSO_TOLD]
    rows += [(words, (words, "")) for words in (LATE, FOR_A_NAME)]
    return Told([(words, _from_few(told[what])) for words, what in rows], month(this_month))


def _counts(*kinds: QuerySet[Any, Any]) -> list[dict[tuple[str, str], int]]:
    """How many rows there are of each pair of values: of each kind, in one query."""
    first, *rest = (rows.order_by().annotate(n=Count("pk")) for rows in kinds)
    found: list[dict[tuple[str, str], int]] = [{} for _ in kinds]
    for kind, one, other, n in first.union(*rest, all=True):
        found[kind][one, other] = n
    return found


Wait = tuple[datetime, datetime]
_ENDS_A_WAIT = [Action.PUBLISH, Action.REMOVE, Action.REDACT]


def _waits(decisions: QuerySet[ModerationDecision]) -> QuerySet[ModerationDecision, Wait]:
    """Of posts that had to wait: when the decided words were written, and when they were first decided about.

    Taking a word out makes another version; the one before it is what had waited. Words that were published, or held by
    a facilitator, waited no longer, whatever is decided about them later.
    """
    ends = decisions.exclude(contribution__held_because="").filter(action__in=_ENDS_A_WAIT)
    one_before = When(action=Action.REDACT, then=F("revision") - 1)
    ends = ends.annotate(read=Case(one_before, default="revision", output_field=IntegerField()))
    before = ModerationDecision.objects.exclude(action=Action.MOVE).filter(
        contribution=OuterRef("contribution"), revision=OuterRef("read"), pk__lt=OuterRef("pk")
    )
    words = ContributionRevision.objects.filter(contribution=OuterRef("contribution"), number=OuterRef("read"))
    read = ends.annotate(written=Subquery(words.values("at")[:1])).filter(~Exists(before), written__isnull=False)
    return read.values_list("written", "decided_at")


def _median_hours(waits: list[Wait]) -> float | None:
    hours = [(decided - written).total_seconds() / 3600 for written, decided in waits]
    return round(median(hours), 1) if hours else None


def _due(written: datetime) -> date:
    """The day by which what had to wait since then was to be read."""
    return working_days_after(local_day(written), deliberation_numbers.DECIDE_DAYS)


def _overdue(consultation: Consultation) -> list[date]:
    """The days on which posts were due that were read later, or that nobody has read yet. Words that a facilitator held
    have an appeal instead; not what their author wrote since."""
    decisions = ModerationDecision.objects.filter(contribution__thread__area__consultation=consultation).order_by()
    shortest = timedelta(days=deliberation_numbers.DECIDE_DAYS)
    slow = _waits(decisions).filter(decided_at__gt=F("written") + shortest)
    late = [_due(written) for written, decided in slow if local_day(decided) > _due(written)]
    held = decisions.filter(action=Action.HOLD, contribution=OuterRef("contribution"), revision=OuterRef("number"))
    unread = ContributionRevision.objects.filter(
        contribution__thread__area__consultation=consultation,
        contribution__state=State.HELD,
        number=F("contribution__revision"),
    ).exclude(Exists(held))
    waiting = [_due(written) for written in unread.order_by().values_list("at", flat=True)]
    return late + [due for due in waiting if due < clock.today()]
