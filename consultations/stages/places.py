"""Where a consultation stands for the public, as the database can find it."""

from collections.abc import Callable
from datetime import datetime

from django.db.models import Count, Max, Min, Q

from audit import clock
from consultations.models import Consultation, Stage
from consultations.models.consultation import ConsultationQuerySet
from people.requests.everybodys import kept


def _at(stage: Stage) -> Q:
    """At this step, a pause included: it keeps its place (timeline.stage_shown)."""
    return Q(step=stage)


def _over() -> Q:
    return Q(closes_at__lte=clock.now())


def _unopened() -> Q:
    """Withdrawn before anybody could talk."""
    return Q(withdrawn_from=Stage.ANNOUNCED)


BEFORE = [Stage.DRAFT, Stage.IN_REVIEW, Stage.ANNOUNCED]
#: Name in an address → (words, condition).
PLACES: dict[str, tuple[str, Callable[[], Q]]] = {
    "open": ("Open now", lambda: _at(Stage.OPEN) & ~_over()),
    "soon": ("Opening soon", lambda: _at(Stage.ANNOUNCED)),
    "analysis": ("Being analysed", lambda: _at(Stage.ANALYSIS) | (_at(Stage.OPEN) & _over())),
    "waiting": ("Waiting for the police", lambda: _at(Stage.FINDINGS_PUBLISHED)),
    "late": ("Answer overdue", lambda: _at(Stage.FINDINGS_PUBLISHED) & Q(response_due__lt=clock.today())),
    "answered": ("Answered", lambda: Q(step__in=[Stage.RESPONSE_PUBLISHED, Stage.FOLLOW_UP])),
    "completed": ("Completed", lambda: _at(Stage.COMPLETED)),
    "withdrawn": ("Withdrawn", lambda: _at(Stage.WITHDRAWN)),
    "with_answer": ("With an answer, completed ones too", lambda: ~Q(response_published_at=None)),
    "talked": ("Talked over so far", lambda: Q(opens_at__lte=clock.now()) & ~Q(step__in=BEFORE) & ~_unopened()),
    "found": ("Findings out so far", lambda: ~Q(findings_published_at=None)),
}


def at(name: str) -> ConsultationQuerySet:
    return Consultation.objects.filter(PLACES[name][1]())


def counts() -> dict[str, int]:
    """How many there are at each place, and how many in all (asked): each number is that of its list."""
    of_each = {name: condition() for name, (_, condition) in PLACES.items()}
    figures = {name: Count("pk", filter=fits) for name, fits in {"asked": ~Q(pk=None), **of_each}.items()}
    return kept("places", lambda: Consultation.objects.public().aggregate(**figures))


def moments(now: datetime) -> tuple[datetime | None, datetime | None]:
    """The last moment at which something opened or closed by the clock, and the next. Read by people.requests."""
    rows = Consultation.objects.filter(step__in=[Stage.ANNOUNCED, Stage.OPEN])
    found = rows.aggregate(
        opened=Max("opens_at", filter=Q(opens_at__lte=now)),
        closed=Max("closes_at", filter=Q(closes_at__lte=now)),
        opens=Min("opens_at", filter=Q(opens_at__gt=now)),
        closes=Min("closes_at", filter=Q(closes_at__gt=now)),
    )
    passed = [one for one in (found["opened"], found["closed"]) if one]
    coming = [one for one in (found["opens"], found["closes"]) if one]
    return max(passed, default=None), min(coming, default=None)
