"""Who of the police drafts which answer, and by which day of their own. Nobody else sees it, and no clock knows it."""

from datetime import date

from django.db import transaction
from django.db.models import QuerySet

from audit import clock
from audit.record import record
from consultations.access import Do
from consultations.models import Consultation, Membership
from outcomes.answers.responses import drafting
from outcomes.models import RecommendationResponse
from outcomes.notifications import events
from people.errors import Refused
from people.models import Person
from people.text.dates import day


def drafters(consultation: Consultation) -> QuerySet[Membership]:
    """Whoever may draft here now."""
    found = consultation.memberships.current().filter(role__in=Do.DRAFT_RESPONSE.roles)
    return found.select_related("user").order_by("pk")


@transaction.atomic
def assign(slot: RecommendationResponse, *, by: Person, owner: Membership | None, due: date | None) -> None:
    """Ask one of those who draft to draft this answer, by a day of the police's own; None: nobody in particular.

    The public date stays where it is: a day of one's own after it is refused.
    """
    _, member = drafting(slot.response, by)
    consultation = slot.response.report.consultation
    if owner is None and due is not None:
        raise Refused("Choose who drafts it, or leave the date empty as well.")
    if owner is not None and not drafters(consultation).filter(pk=owner.pk).exists():
        raise Refused("Choose somebody who drafts this answer.")
    if due is not None and due != slot.internal_due:
        _refuse_day(due, consultation)
    slot.owner, slot.internal_due = owner, due
    slot.save(update_fields=["owner", "internal_due"])
    summary = f"Recommendation {slot.recommendation.number}"
    settled = {"asked": owner.pk if owner else None, "until": due.isoformat() if due else ""}
    slug = consultation.slug
    record("recommendation_assigned", actor=member, subject=slot, consultation=slug, summary=summary, **settled)
    events.answer_assigned(slot, member)


def _refuse_day(due: date, consultation: Consultation) -> None:
    if due < clock.today():
        raise Refused("Choose today or a later day.")
    public = consultation.response_due
    if public is not None and clock.today() <= public < due:
        raise Refused(f"The whole answer is due on {day(public)}. Choose that day or an earlier one.")
