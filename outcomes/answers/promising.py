"""Promises in a draft answer: put in and taken out until somebody signs. What becomes of them: outcomes/promises."""

from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from audit import clock
from audit.record import record, together
from consultations.forces import agreeing
from consultations.models import Consultation, Membership
from outcomes import numbers
from outcomes.answers import drafts
from outcomes.answers.responses import drafting, write_answer
from outcomes.models import Commitment, Decision, RecommendationResponse
from people.errors import Refused
from people.models import Person
from people.text.sanitising import one_line, plain
from people.text.sentences import counted


@transaction.atomic
def promise(slot: RecommendationResponse, *, by: Person, text: str, owner_role: str, due: date) -> Commitment:
    """Add a promise to a draft answer: what, who (a role), by when."""
    _, member = drafting(slot.response, by)
    with together():
        made = write_promise(slot, member, text=text, owner_role=owner_role, due=due)
        drafts.save_promises(slot, member, added=[made])
    return made


@transaction.atomic
def answer_and_promise(
    slot: RecommendationResponse, *, by: Person, answered: dict[str, Any], promised: dict[str, Any]
) -> Commitment:
    """Draft an answer and add a promise to it: both, or neither."""
    _, member = drafting(slot.response, by)
    with together():
        made = write_promise(slot, member, **promised)
        write_answer(slot, member, **answered, added=[made])
        return made


def write_promise(
    slot: RecommendationResponse,
    member: Membership,
    *,
    text: str,
    owner_role: str,
    due: date,
    decision: Decision | None = None,
) -> Commitment:
    """As `promise`, inside an act that asked who may."""
    text, owner_role = plain(text), one_line(owner_role)
    if not text or not owner_role:
        raise Refused("Say what is promised and which role owns it.")
    consultation = slot.response.report.consultation
    if another := agreeing.borne_by_another(consultation, owner_role):
        mine = consultation.force or "the force that signs"
        raise Refused(f"“{owner_role}” bears the name of {another}, which does not sign this. Name a role of {mine}.")
    if due <= clock.today():
        raise Refused("Choose a date in the future: a promise is for something still to be done.")
    if due > clock.today() + timedelta(days=numbers.days_of(numbers.PROMISE_MONTHS)):
        furthest = counted(numbers.PROMISE_MONTHS, "month")
        raise Refused(f"Choose a date within {furthest} from today. If the whole takes longer, promise its first step.")
    return put_in(slot, member, text=text, owner_role=owner_role, due=due, decision=decision)


def put_in(
    slot: RecommendationResponse,
    member: Membership,
    *,
    text: str,
    owner_role: str,
    due: date,
    decision: Decision | None = None,
) -> Commitment:
    """A promise of which all is checked, or that stood in an earlier draft."""
    commitment = Commitment.objects.create(answer=slot, decision=decision, text=text, owner_role=owner_role, due=due)
    record(
        "promise_drafted",
        actor=member,
        subject=commitment,
        consultation=slot.response.report.consultation.slug,
        summary=text,
    )
    return commitment


@transaction.atomic
def take_out(commitment: Commitment, *, by: Person) -> None:
    """Take a promise out of a draft that nobody has signed yet."""
    response, member = drafting(commitment.answer.response, by)
    with together():
        remove(commitment, member, response.report.consultation)
        drafts.save_promises(commitment.answer, member, taken_out=[commitment])


def remove(commitment: Commitment, member: Membership, consultation: Consultation) -> None:
    """As `take_out`, inside an act that asked who may and keeps the draft."""
    slug = consultation.slug
    record("promise_taken_out_of_draft", actor=member, subject=commitment, consultation=slug, summary=commitment.text)
    Commitment.objects.filter(pk=commitment.pk).delete()


def of(consultation: Consultation) -> QuerySet[Commitment]:
    """Every promise of a consultation's answer, drafted or signed."""
    found = Commitment.objects.filter(answer__response__report__consultation=consultation)
    return found.select_related("answer__recommendation", "answer__response__report__consultation")
