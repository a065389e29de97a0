"""How many take part, for everybody to read. Invited people, those who came by choice and those whose words were
brought in are never one figure (invariant 25).

While people still may join it is as of yesterday and rounded down, and whoever leaves stays counted: a figure that
moved with each of them would move in two consultations at the same moment. docs/decisions/record.md
"""

from datetime import datetime, time

from django.db.models import Count, Q
from django.utils import timezone

from audit import clock
from audit.wiring import wired
from consultations import numbers
from consultations.models import Consultation, Stage
from people.text.sentences import many

BEFORE = {Stage.DRAFT, Stage.IN_REVIEW, Stage.ANNOUNCED}


def joined(consultation: Consultation) -> list[str]:
    """One sentence for each kind of people there are."""
    if consultation.stage in BEFORE:
        return []
    brought_in = Q()
    for find in wired("BROUGHT_IN"):
        brought_in |= Q(pk__in=find(consultation))
    until = Q(joined_at__lt=timezone.make_aware(datetime.combine(clock.today(), time.min)))
    came = ~brought_in & until if consultation.is_open else ~brought_in
    found = (
        consultation.memberships.participants()
        .order_by()
        .aggregate(
            invited=Count("pk", filter=came & Q(group__is_open=False)),
            by_choice=Count("pk", filter=came & (Q(group=None) | Q(group__is_open=True))),
            brought=Count("pk", filter=brought_in),
        )
    )
    told = [
        _told(found["invited"], consultation.is_open, "in the groups that were invited"),
        _told(found["by_choice"], consultation.is_open, "by choice; they are counted apart"),
        f"What {many(found['brought'], 'person', 'people')} said in recorded meetings was brought in, counted apart."
        if found["brought"]
        else "",
    ]
    return [sentence for sentence in told if sentence]


def _told(people: int, still_open: bool, how: str) -> str:
    if not still_open:
        return f"{many(people, 'person', 'people')} joined {how}." if people else ""
    people -= people % numbers.JOINED_STEP
    return f"At least {people:,} people have joined {how}." if people else ""
