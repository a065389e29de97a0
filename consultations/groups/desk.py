"""What the people of a consultation put on desks: the duty to accept, and how many are in each group."""

from typing import Any

from django.db.models import Count, Q
from django.urls import reverse

from audit import clock
from consultations.access import Do
from consultations.desk import desk
from consultations.groups import panels
from consultations.models import Consultation, Membership, Role, SeatNotice
from consultations.stages.timeline import link


def has_to_accept(member: Membership) -> bool:
    return member.accepted_at is None or member.must_accept_again


def duty_to_accept(members: list[Membership]) -> list[desk.Todo]:
    return [
        desk.Todo("Accept the duty to answer", link("accept_duty", m.consultation.slug), m.consultation.title)
        for m in members
        if has_to_accept(m) and m.consultation.stage in Do.ACCEPT_DUTY.stages
    ]


def seats_to_look_at(members: list[Membership]) -> list[desk.Todo]:
    """Seats that the panel gives: for whoever may object, until the last day."""
    among = [m.consultation_id for m in members if m.consultation.stage in Do.OBJECT_TO_SEAT.stages]
    found = SeatNotice.objects.filter(consultation__in=among, state=SeatNotice.State.WAITS).select_related(
        "consultation"
    )
    return [
        desk.Todo(
            f"A new seat on the panel: {one.name}",
            link("panel_seats", one.consultation.slug),
            one.consultation.title,
            days_left=(one.last_day - clock.today()).days,
        )
        for one in found
        if one.last_day >= clock.today()
    ]


def for_administrators() -> list[desk.Todo]:
    """What they alone can mend: nobody runs it, or a seat on the panel is objected to."""
    left = [
        desk.Todo("Without a facilitator: offer the role", reverse("panel", args=[one.slug]), one.title)
        for one in panels.without_facilitator()
    ]
    objected = [
        desk.Todo(
            f"Decide about a seat on the panel: {one.name}",
            link("panel_seats", one.consultation.slug),
            one.consultation.title,
        )
        for one in panels.objected_to()
    ]
    return left + objected


def people_by_group(consultation: Consultation) -> list[tuple[str, Any]]:
    current = Q(members__withdrawn_at=None, members__role=Role.PARTICIPANT)
    groups = consultation.groups.annotate(people=Count("members", filter=current))
    return [(f"In {group.name}", group.people) for group in groups]
