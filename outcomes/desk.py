"""What the draft findings and the promises put on the desks of staff."""

from django.db.models import Count, F

from audit import clock
from consultations.access import Do
from consultations.desk import desk
from consultations.models import Consultation, Membership, Role, Stage
from consultations.models.consultation import days_until
from consultations.stages.timeline import link
from outcomes.findings import checking
from outcomes.models import Commitment, Excerpt, FindingsReport, OversightStatement
from people.text.dates import local_day

CONSULTATION = "answer__response__report__consultation"
PRESSING_DAYS = 28  # promises due later than this do not press yet


def _analysed(members: list[Membership]) -> dict[int, Consultation]:
    return {m.consultation_id: m.consultation for m in members if m.consultation.stage == Stage.ANALYSIS}


@desk.todo(Role.OFFICER, Role.RESPONDER)
def facts_to_check(members: list[Membership]) -> list[desk.Todo]:
    """The draft findings, as long as the police may correct facts in them."""
    known, found = _analysed(members), []
    drafts = FindingsReport.objects.filter(consultation__in=known, state=FindingsReport.State.CHECKING)
    for draft in drafts.select_related("consultation"):
        until = checking.facts_until(draft)
        if until and until > clock.now():
            of, left = known[draft.consultation_id], (local_day(until) - clock.today()).days
            found.append(desk.Todo("Check the facts in the draft", link("check_findings", of.slug), of.title, left))
    return found


@desk.todo(Role.OVERSIGHT)
def statement_to_add(members: list[Membership]) -> list[desk.Todo]:
    """The panel says in public what it makes of the findings, before they are published."""
    known = _analysed(members)
    drafts = FindingsReport.objects.filter(consultation__in=known, state=FindingsReport.State.CHECKING)
    said = OversightStatement.objects.filter(consultation__in=known, stage=Stage.ANALYSIS)
    waiting = drafts.exclude(consultation__in=said.values("consultation")).values_list("consultation", flat=True)
    return [
        desk.Todo("Add the panel’s statement", link("statement", known[pk].slug), known[pk].title) for pk in waiting
    ]


@desk.todo(Role.OVERSIGHT, Role.FACILITATOR)
def quotes_to_check(members: list[Membership]) -> list[desk.Todo]:
    """Quotes that findings use and nobody has checked: for whoever did not code them."""
    known, where = _analysed(members), "finding_quotes__finding__report__consultation"
    open_ones = Excerpt.objects.filter(**{f"{where}__in": known}, checked_by=None)
    others = open_ones.exclude(created_by__in=members).exclude(codings__coded_by__in=members)
    counts = others.order_by().values_list(where).annotate(n=Count("pk", distinct=True))
    return [
        desk.Todo("Check that quotes give no one away", link("check_quotes", known[pk].slug), known[pk].title,
                  status=f"{count} waiting")
        for pk, count in counts
    ]  # fmt: skip


def _promises(members: list[Membership], states: tuple[str, ...]) -> list[tuple[Commitment, Consultation]]:
    """The promises in `states` of everything these people follow up, each with its consultation: one query."""
    known = {m.consultation_id: m.consultation for m in members if m.consultation.stage in Do.REPORT_PROGRESS.stages}
    found = Commitment.objects.filter(**{f"{CONSULTATION}__in": list(known)}, state__in=states)
    return [(c, known[c.of]) for c in found.annotate(of=F(CONSULTATION))]


@desk.todo(Role.OFFICER, Role.RESPONDER)
def promises_due(members: list[Membership]) -> list[desk.Todo]:
    return [
        desk.Todo(f"Keep a promise: {c}", link("promise", of.slug, c.pk), of.title, -c.days_late or days_until(c.due))
        for c, of in _promises(members, Commitment.OPEN_STATES)
        if c.is_late or (days_until(c.due) or 0) <= PRESSING_DAYS
    ]


@desk.todo(Role.OVERSIGHT)
def promises_to_verify(members: list[Membership]) -> list[desk.Todo]:
    return [
        desk.Todo(f"Verify a promise: {c}", link("promise", of.slug, c.pk), of.title, status="Reported done")
        for c, of in _promises(members, (Commitment.State.DONE_UNVERIFIED,))
    ]
