"""What promises put on the desks of staff: to keep one, to verify one."""

from datetime import timedelta

from django.db.models import F, QuerySet

from audit import clock
from consultations.access import Do
from consultations.desk import desk
from consultations.desk.looking import Look
from consultations.models import Consultation, Membership
from consultations.models.consultation import days_until
from consultations.stages.timeline import link
from outcomes.models import Commitment

CONSULTATION = "answer__response__report__consultation"
PRESSING_DAYS = 28  # promises due later than this do not press yet


def _of(members: list[Membership], promises: QuerySet[Commitment]) -> list[tuple[Commitment, Consultation]]:
    """Those of everything these people follow up, each with its consultation: one query."""
    known = {m.consultation_id: m.consultation for m in members if m.consultation.stage in Do.REPORT_PROGRESS.stages}
    found = promises.filter(**{f"{CONSULTATION}__in": list(known)})
    return [(c, known[c.of]) for c in found.annotate(of=F(CONSULTATION))]


def _open() -> QuerySet[Commitment]:
    last = clock.today() + timedelta(days=PRESSING_DAYS)
    return Commitment.objects.filter(state__in=Commitment.OPEN_STATES, due__lte=last)


def _reported_done() -> QuerySet[Commitment]:
    return Commitment.objects.filter(state=Commitment.State.DONE_UNVERIFIED)


@desk.found(
    Look(
        lambda: [_open().filter(state=state) for state in Commitment.OPEN_STATES],
        CONSULTATION,
        Do.REPORT_PROGRESS.stages,
        day="due",
        each=True,
    )
)
def promises_due(members: list[Membership]) -> list[desk.Todo]:
    return [
        desk.Todo(f"Keep a promise: {c}", link("promise", of.slug, c.pk), of.title, -c.days_late or days_until(c.due))
        for c, of in _of(members, _open())
    ]


@desk.found(Look(_reported_done, CONSULTATION, Do.REPORT_PROGRESS.stages, each=True))
def promises_to_verify(members: list[Membership]) -> list[desk.Todo]:
    return [
        desk.Todo(f"Check a promise: {c}", link("promise", of.slug, c.pk), of.title, status="Reported done")
        for c, of in _of(members, _reported_done())
    ]
