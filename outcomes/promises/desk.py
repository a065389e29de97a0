"""What promises put on the desks of staff: to keep one, to verify one."""

from datetime import timedelta

from django.db.models import F

from audit import clock
from consultations.access import Do
from consultations.desk import desk
from consultations.models import Consultation, Membership
from consultations.models.consultation import days_until
from consultations.stages.timeline import link
from outcomes.models import Commitment

CONSULTATION = "answer__response__report__consultation"
PRESSING_DAYS = 28  # promises due later than this do not press yet


def _promises(
    members: list[Membership], states: tuple[str, ...], **fits: object
) -> list[tuple[Commitment, Consultation]]:
    """The promises in `states` of everything these people follow up, each with its consultation: one query."""
    known = {m.consultation_id: m.consultation for m in members if m.consultation.stage in Do.REPORT_PROGRESS.stages}
    found = Commitment.objects.filter(**{f"{CONSULTATION}__in": list(known)}, state__in=states, **fits)
    return [(c, known[c.of]) for c in found.annotate(of=F(CONSULTATION))]


def promises_due(members: list[Membership]) -> list[desk.Todo]:
    return [
        desk.Todo(f"Keep a promise: {c}", link("promise", of.slug, c.pk), of.title, -c.days_late or days_until(c.due))
        for c, of in _promises(members, Commitment.OPEN_STATES, due__lte=clock.today() + timedelta(days=PRESSING_DAYS))
    ]


def promises_to_verify(members: list[Membership]) -> list[desk.Todo]:
    return [
        desk.Todo(f"Verify a promise: {c}", link("promise", of.slug, c.pk), of.title, status="Reported done")
        for c, of in _promises(members, (Commitment.State.DONE_UNVERIFIED,))
    ]
