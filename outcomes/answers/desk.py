"""What the answer puts on desks: to write it, to decide what it left open, to look at what it says is in place."""

from datetime import timedelta

from django.db.models import Q, QuerySet, Value
from django.db.models.functions import Coalesce

from audit import clock
from consultations.access import Do
from consultations.desk import desk
from consultations.desk.looking import NO_CLOCK, Look
from consultations.models import Consultation, Membership, Role, Stage
from consultations.models.consultation import days_until
from consultations.stages.timeline import link
from outcomes.answers import lacking
from outcomes.models import PoliceResponse, RecommendationResponse
from outcomes.models.answers import LEFT_OPEN
from people.text.dates import day

PRESSING_DAYS = 28  # decisions due later than this do not press yet


AWAITED = Look(
    lambda: Consultation.objects.filter(step=Stage.FINDINGS_PUBLISHED),
    "pk",
    {Stage.FINDINGS_PUBLISHED},
    day="response_due",
    each=True,
)


@desk.found(AWAITED)
def answer_due(members: list[Membership]) -> list[desk.Todo]:
    found = []
    for member in members:
        c = member.consultation
        if c.awaits_answer:
            verb = "Answer and sign" if member.role == Role.OFFICER else "Draft the answer"
            left = -c.days_late or days_until(c.response_due)
            found.append(desk.Todo(verb, link("response", c.slug), c.title, left))
    return found


@desk.found(AWAITED)
def to_review(members: list[Membership]) -> list[desk.Todo]:
    """For the force's lawyers: the draft is there to be read."""
    due = [m.consultation for m in members if m.consultation.awaits_answer]
    return [
        desk.Todo(
            "Read the draft answer", link("response", c.slug), c.title, -c.days_late or days_until(c.response_due)
        )
        for c in due
    ]


def _given_out() -> QuerySet[RecommendationResponse]:
    """Each to whom it was given, `by` a day of their own."""
    given = RecommendationResponse.objects.filter(owner__isnull=False, response__state=PoliceResponse.State.DRAFT)
    return given.annotate(by=Coalesce("internal_due", Value(NO_CLOCK)))


@desk.found(
    Look(
        _given_out, "response__report__consultation", {Stage.FINDINGS_PUBLISHED}, day="by", own="owner__user", each=True
    )
)
def assigned(members: list[Membership]) -> list[desk.Todo]:
    """What somebody was asked to draft, until it is complete; the latest of their own dates first."""
    mine = [m.pk for m in members if m.consultation.awaits_answer]
    slots = RecommendationResponse.objects.filter(owner__in=mine, response__state=PoliceResponse.State.DRAFT)
    found = slots.select_related("recommendation", "response__report__consultation")
    return [_to_draft(slot) for slot in found.prefetch_related("commitments").order_by("pk") if lacking.problems(slot)]


def _to_draft(slot: RecommendationResponse) -> desk.Todo:
    consultation = slot.response.report.consultation
    address = link("answer_recommendation", consultation.slug, slot.recommendation.number)
    title = f"Yours, by {day(slot.internal_due)}" if slot.internal_due else "Yours"
    left = (slot.internal_due - clock.today()).days if slot.internal_due else None
    return desk.Todo(f"{title}: {slot.recommendation}", address, consultation.title, left)


def _of_signed_answers() -> QuerySet[RecommendationResponse]:
    return RecommendationResponse.objects.filter(response__state=PoliceResponse.State.SIGNED)


def _signed(members: list[Membership], do: Do = Do.DECIDE_LATER) -> QuerySet[RecommendationResponse]:
    """Signed answers in the consultations in which these people do it at their stage."""
    followed = [m.consultation_id for m in members if m.consultation.stage in do.stages]
    signed = _of_signed_answers().filter(response__report__consultation__in=followed)
    return signed.select_related("recommendation", "response__report__consultation", "decided")


def _todo(slot: RecommendationResponse, verb: str, left: int | None = None) -> desk.Todo:
    consultation = slot.response.report.consultation
    address = link("recommendation", consultation.slug, slot.recommendation.number)
    return desk.Todo(f"{verb}: {slot.recommendation}", address, consultation.title, left)


def _pressing() -> QuerySet[RecommendationResponse]:
    last = clock.today() + timedelta(days=PRESSING_DAYS)
    return _of_signed_answers().filter(status__in=LEFT_OPEN, decided=None, decision_by__lte=last)


@desk.found(
    Look(
        lambda: [_pressing().filter(status=status) for status in sorted(LEFT_OPEN)],
        "response__report__consultation",
        Do.DECIDE_LATER.stages,
        day="decision_by",
        each=True,
    )
)
def decisions_due(members: list[Membership]) -> list[desk.Todo]:
    """What the answer left open, where the day presses or has passed."""
    found = _signed(members) & _pressing()
    lefts = [(slot, -slot.days_late or days_until(slot.decision_by)) for slot in found]
    return [_todo(slot, "Decide", left) for slot, left in lefts]


def _not_seen() -> QuerySet[RecommendationResponse]:
    """In place as answered or as decided later, and looked at by nobody, or not as its words and evidence are now."""
    in_place = RecommendationResponse.Status.ALREADY_IN_PLACE
    said = Q(status=in_place) | Q(decided__status=in_place)
    unlooked = Q(not_shown_on=None) | Q(corrected_on__isnull=False) | Q(evidence_unseen=True)
    return _of_signed_answers().filter(said & unlooked, seen_in_place_on=None)


@desk.found(Look(_not_seen, "response__report__consultation", Do.LOOK_AT_IN_PLACE.stages, each=True))
def to_look_at(members: list[Membership]) -> list[desk.Todo]:
    """What the police say is in place, with a link that nobody of the panel has opened."""
    found = _signed(members, Do.LOOK_AT_IN_PLACE) & _not_seen()
    return [_todo(slot, "Look at what is in place") for slot in found if slot.is_in_place and slot.evidence]
