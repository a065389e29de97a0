"""What the people of a consultation put on desks: the duty to accept, and how many are in each group."""

from typing import Any

from django.db.models import Count, Q, QuerySet
from django.urls import reverse

from audit import clock
from consultations.access import Do
from consultations.desk import desk
from consultations.desk.looking import Look
from consultations.forces import agreeing
from consultations.groups import panels
from consultations.models import Consultation, Membership, Role, SeatNotice
from consultations.stages.timeline import link
from people.requests.everybodys import kept

WITHOUT_FACILITATOR = "Without a facilitator: offer the role"
FELL_SHORT = "The panel has too few members: offer a seat"


def has_to_accept(member: Membership) -> bool:
    return (member.accepted_at is None or member.must_accept_again) and not agreeing.of_another(member)


def _not_accepted() -> QuerySet[Membership]:
    asked = Q(accepted_at=None) | Q(asked_again_at__isnull=False)
    return Membership.objects.current().filter(asked, role=Role.OFFICER)


def _announced_seats() -> QuerySet[SeatNotice]:
    return SeatNotice.objects.filter(state=SeatNotice.State.WAITS, last_day__gte=clock.today())


@desk.found(Look(_not_accepted, "consultation", Do.ACCEPT_DUTY.stages, own="user", each=True))
def duty_to_accept(members: list[Membership]) -> list[desk.Todo]:
    return [
        desk.Todo("Accept the duty to answer", link("accept_duty", m.consultation.slug), m.consultation.title)
        for m in members
        if has_to_accept(m) and m.consultation.stage in Do.ACCEPT_DUTY.stages
    ]


@desk.found(Look(_announced_seats, "consultation", Do.OBJECT_TO_SEAT.stages, day="last_day", each=True))
def seats_to_look_at(members: list[Membership]) -> list[desk.Todo]:
    """Seats that the panel gives: for whoever may object, until the last day."""
    among = [m.consultation_id for m in members if m.consultation.stage in Do.OBJECT_TO_SEAT.stages]
    found = _announced_seats().filter(consultation__in=among).select_related("consultation")
    return [
        desk.Todo(
            f"A new seat on the panel: {one.name}",
            link("panel_seats", one.consultation.slug),
            one.consultation.title,
            days_left=(one.last_day - clock.today()).days,
        )
        for one in found
    ]


def for_administrators(most: int) -> list[desk.Todo]:
    """What they alone can mend: nobody runs it, too few check it, a seat is objected to. The first `most` of each."""
    alone = kept(f"left-{most}", lambda: list(panels.without_facilitator().values_list("slug", "title")[:most]))
    short = kept(f"short-{most}", lambda: list(panels.fell_short().values_list("slug", "title")[:most]))
    left = [
        desk.Todo(said, reverse("panel", args=[slug]), title)
        for said, found in ((WITHOUT_FACILITATOR, alone), (FELL_SHORT, short))
        for slug, title in found
    ]
    objected = [
        desk.Todo(
            f"Decide about a seat on the panel: {one.name}",
            link("panel_seats", one.consultation.slug),
            one.consultation.title,
        )
        for one in panels.objected_to()[:most]
    ]
    return left + objected


def people_by_group(consultation: Consultation) -> list[tuple[str, Any]]:
    current = Q(members__withdrawn_at=None, members__role=Role.PARTICIPANT)
    groups = consultation.groups.annotate(people=Count("members", filter=current))
    return [(f"In {group.name}", group.people) for group in groups]
