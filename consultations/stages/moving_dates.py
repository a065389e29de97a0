"""Moving a public date: later, before it passes, by some weeks at most, once, with a reason everybody reads."""

from datetime import date, datetime, timedelta
from typing import TypeVar

from django.db import transaction

from audit import clock
from audit.record import record
from audit.wiring import wired
from consultations import access, numbers, term_changes
from consultations.access import Do
from consultations.models import Consultation, Membership
from consultations.stages.stages import public_reason
from people.errors import Refused
from people.models import Person
from people.text.dates import day, local_day, until_day
from people.text.sentences import counted

D = TypeVar("D", date, datetime)
ONCE = "This date can be moved once only, and it has been moved already."


@transaction.atomic
def extend_closing(consultation: Consultation, to: datetime, *, by: Person, reason: str) -> Consultation:
    """Keep an open consultation open until `to` (aware). The date of the findings stays, so it must come after."""
    member = access.require_held(by, consultation, Do.EXTEND_CLOSING)
    locked = member.consultation
    if why := closing_is_fixed(locked):
        raise Refused(why)
    assert locked.closes_at is not None
    reason = _checked(locked.closes_at, to, reason)
    if locked.findings_due and local_day(to) >= locked.findings_due:
        raise Refused(f"The findings are promised by {day(locked.findings_due)}. Choose a closing date before that.")
    locked.closes_at_before, locked.closes_at, locked.closing_reason = locked.closes_at, to, reason
    locked.save(update_fields=["closes_at_before", "closes_at", "closing_reason"])
    return _moved("closing_moved", member, consultation, locked.closes_at_before, to, reason)


@transaction.atomic
def extend_answer(consultation: Consultation, to: date, *, by: Person, reason: str) -> Consultation:
    """Move the day on which the police answer is due (invariant 18). Refused from the day after it has passed."""
    member = access.require_held(by, consultation, Do.EXTEND_RESPONSE)
    if not member.has_accepted:
        raise Refused("Accept the duty to answer first.")
    locked = member.consultation
    due = locked.response_due
    if why := answer_is_fixed(locked):
        raise Refused(why)
    assert due is not None
    reason = _checked(due, to, reason)
    locked.response_due_before, locked.response_due, locked.extension_reason = due, to, reason
    locked.save(update_fields=["response_due_before", "response_due", "extension_reason"])
    return _moved("response_date_moved", member, consultation, due, to, reason)


def closing_is_fixed(consultation: Consultation) -> str:
    """Why the closing date cannot be moved, whatever is typed; empty where it can."""
    if consultation.closes_at is None:
        return "There is no closing date to move."
    return ONCE if consultation.closes_at_before is not None else ""


def answer_is_fixed(consultation: Consultation) -> str:
    """Why the date of the answer cannot be moved, whatever is typed; empty where it can."""
    if consultation.response_due is None:
        return "There is no date to move."
    if consultation.response_date_moved:
        return ONCE
    passed = clock.today() > consultation.response_due
    return "The date has passed. It stays as it is, and the days late stay public." if passed else ""


def _checked(now: D, to: D, reason: str) -> str:
    """The reason, cleaned. Raises Refused for a date that is not later, or too much later, and without a reason."""
    if to <= now or to - now > timedelta(weeks=numbers.MOVED_WEEKS):
        most = counted(numbers.MOVED_WEEKS, "week")
        raise Refused(f"Choose a later date, at most {most} after the present one.")
    return public_reason(reason, "new date")


def _moved(
    action: str, member: Membership, consultation: Consultation, old: date, new: date, reason: str
) -> Consultation:
    name = "closes_at" if isinstance(old, datetime) else "response_due"
    for act in wired("ON_DATE_MOVED"):  # before the record is locked: who sends e-mails locks in this order too
        act(consultation, name, old, new)
    term_changes.note(consultation, name, old.isoformat(), new.isoformat(), reason, by=member)
    summary = f"{until_day(old)} → {until_day(new)}: {reason}"
    record(action, actor=member, subject=consultation, consultation=consultation.slug, summary=summary)
    consultation.refresh_from_db()
    return consultation
