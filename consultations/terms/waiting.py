"""The panel agrees that the answer may come later than the weeks everybody is promised: two of its members, in public.

One member was enough, whom an officer in no hurry finds. Neither is of one side with the other, nor with who runs it,
as for signing, nor with who answers: docs/decisions/lateness.md
"""

from datetime import date, timedelta

from django.db import transaction

from audit.record import record
from consultations import access, numbers
from consultations.access import Do
from consultations.models import POLICE, Consultation, Membership, Role, WaitAgreement
from consultations.notifications import notifications
from consultations.seating import why_not_second
from consultations.stages.stages import public_reason
from people.errors import Refused
from people.models import Person
from people.text.dates import day, local_day

ANOTHER = (
    "Another member of the panel agrees, whom neither the same person chose nor anybody who runs this or answers it."
)
NO_SECOND = (
    "The panel lacks another member who may agree. The panel or an administrator without a part here offers a seat."
)


@transaction.atomic
def agree_to_wait(consultation: Consultation, until: date, *, by: Person, reason: str) -> Consultation:
    """A member agrees that the answer may be due as late as a day, with a public reason. With the second one it may:
    up to the earlier of their days. Their newest word counts.
    """
    locked = Consultation.objects.select_for_update(no_key=True).get(pk=consultation.pk)
    member = access.require(by, locked, Do.AGREE_TO_WAIT)
    assert locked.closes_at is not None
    most = local_day(locked.closes_at) + timedelta(weeks=numbers.answer_weeks() + numbers.MOVED_WEEKS)
    if locked.response_due is None or not locked.response_due < until <= most:
        raise Refused(f"Choose a day after the present one ({day(locked.response_due)}) and not after {day(most)}.")
    reason = public_reason(reason, "later day")
    others = [one for one in counting(locked) if one.member_id != member.pk]
    if why := why_not_second(member, [*_on_either_end(locked), *(one.member_id for one in others)], ANOTHER):
        raise Refused(why)
    name = member.public_name
    WaitAgreement.objects.create(consultation=locked, member=member, agreed_as=name, until=until, reason=reason)
    summary = f"{until.isoformat()}: {reason}"
    record("later_answer_said", actor=member, subject=locked, consultation=locked.slug, summary=summary)
    _takes_effect(locked, member) if others else _ask_another(locked, name, until)
    consultation.refresh_from_db()
    return consultation


def counting(consultation: Consultation) -> list[WaitAgreement]:
    """Whose agreement counts now, the latest day first: the newest of each member who is on the panel still, and no two
    of one side, nor of that of who runs it or answers.
    """
    said = consultation.wait_agreements.select_related("member__user", "member__consultation").order_by("pk")
    newest = {one.member_id: one for one in said}
    found: list[WaitAgreement] = []
    others = _on_either_end(consultation)
    for one in sorted(newest.values(), key=lambda one: one.until, reverse=True):
        seated = one.member.is_current and one.member.role == Role.OVERSIGHT
        if seated and not why_not_second(one.member, [*others, *(other.member_id for other in found)]):
            found.append(one)
    return found


def lacking(consultation: Consultation) -> str:
    """What is lacking, in a sentence, before a later day is agreed to; empty where enough agreed."""
    agreed = counting(consultation)
    if len(agreed) >= numbers.SIGNATURES:
        return ""
    panel = list(consultation.memberships.current().filter(role=Role.OVERSIGHT).select_related("consultation"))
    beside = [*_on_either_end(consultation), *(one.member_id for one in agreed)]
    free: list[Membership] = []
    for one in (one for one in panel if one.pk not in beside):
        if not why_not_second(one, [*beside, *(other.pk for other in free)]):
            free.append(one)
    if len(agreed) + len(free) < numbers.SIGNATURES:
        return NO_SECOND
    return "It holds once a second member of the panel agrees." if agreed else ""


def _on_either_end(consultation: Consultation) -> list[int]:
    """Who runs it, and moves the day; and who answers, and has longer."""
    ends = consultation.memberships.current().filter(role__in=[Role.FACILITATOR, *POLICE])
    return list(ends.values_list("pk", flat=True))


def _takes_effect(consultation: Consultation, member: Membership) -> None:
    agreed = counting(consultation)[: numbers.SIGNATURES]
    until = min(one.until for one in agreed)
    consultation.answer_may_wait_until, consultation.answer_may_wait_reason = until, agreed[-1].reason
    consultation.save(update_fields=["answer_may_wait_until", "answer_may_wait_reason"])
    summary = f"{until.isoformat()}: {agreed[-1].reason}"
    record("later_answer_agreed", actor=member, subject=consultation, consultation=consultation.slug, summary=summary)
    key, title = f"wait {until}", f"The panel agrees that the answer may be due as late as {day(until)}"
    for kind in (notifications.FACILITATORS, notifications.POLICE):  # whoever may move the day now
        notifications.tell(consultation, kind, key, title, "terms")


def _ask_another(consultation: Consultation, name: str, until: date) -> None:
    title = f"{name} agrees that the answer may be due as late as {day(until)}. It holds only if a second member agrees"
    notifications.tell(consultation, notifications.PANEL, f"wait asked {name} {until}", title, "terms")
