"""The panel closes it early: two of its members, in public, of different sides and of none of whoever runs it.

One could end it alone on its first day, for good. What one member does alone, at once, is to pause it (pausing.py).
Who agreed, and who no longer does, is read from the record.
"""

from datetime import datetime, timedelta

from django.db import transaction

from audit import clock
from audit.models import Entry
from audit.record import record
from audit.wiring import wired
from consultations import access, numbers
from consultations.access import Do
from consultations.models import Consultation, Membership, Role
from consultations.seating import why_not_second
from consultations.stages import stages
from consultations.stages.stages import Missing
from people.errors import Refused
from people.models import Person
from people.text.sentences import counted, many, spelled

NAME, AGREED, TAKEN_BACK = "close_early", "early_close_agreed", "early_close_taken_back"
ANOTHER = "Another member of the panel agrees, whom neither the same person chose nor anybody who runs this."
AGAIN = (
    f"You have agreed {counted(numbers.CLOSE_EARLY_TIMES, 'time')} within {many(numbers.CLOSE_EARLY_DAYS, 'day')}, and "
    "taken it back. Another member of the panel can begin, or you later."
)


@transaction.atomic
def agree(consultation: Consultation, *, by: Person, reason: str) -> bool:
    """A member says in public why it should close at once. With the second one it does: True. Raises Refused."""
    locked = Consultation.objects.select_for_update(no_key=True).get(pk=consultation.pk)
    member = access.require(by, locked, Do.CLOSE_EARLY)
    reason = stages.public_reason(reason, "change")
    before = counting(locked)
    if member in before:
        raise Refused("You have agreed already. Another member of the panel has to agree as well.")
    if _times(locked, member) >= numbers.CLOSE_EARLY_TIMES:
        raise Refused(AGAIN)
    if why := why_not_second(member, [*_who_run_it(locked), *(one.pk for one in before)], ANOTHER):
        raise Refused(why)
    record(AGREED, actor=member, subject=member, consultation=locked.slug, summary=reason)
    if len(before) + 1 < numbers.SIGNATURES:
        for tell in wired("ON_ASKING_TO_CLOSE"):
            tell(locked, member)
        return False
    stages.move_within(locked, NAME, by=by, reason=reason)
    consultation.refresh_from_db()
    return True


@transaction.atomic
def take_back(consultation: Consultation, *, by: Person) -> None:
    """Whoever agreed no longer does, in public, until another has agreed as well. Raises Refused."""
    locked = Consultation.objects.select_for_update(no_key=True).get(pk=consultation.pk)
    member = access.require(by, locked, Do.CLOSE_EARLY)
    if member not in counting(locked):
        raise Refused("You have not agreed that it closes early, or your agreement counts no more.")
    record(TAKEN_BACK, actor=member, subject=member, consultation=locked.slug)
    for tell in wired("ON_NO_LONGER_CLOSING"):
        tell(locked, member)


def counting(consultation: Consultation) -> list[Membership]:
    """Whose agreement counts now: given in the last days and not taken back, by members still on the panel, and no two
    of one side. Each with `until`, the moment up to which it does."""
    given = _given(consultation)
    seated = consultation.memberships.current().filter(role=Role.OVERSIGHT, pk__in=given).select_related("user")
    members = {one.pk: one for one in seated}
    found: list[Membership] = []
    for pk, at in given.items():
        others = [*_who_run_it(consultation), *(one.pk for one in found)]
        if pk in members and not why_not_second(members[pk], others):
            members[pk].until = until(at)  # type: ignore[attr-defined]
            found.append(members[pk])
    return found


def _given(consultation: Consultation) -> dict[int, datetime]:
    """Who agreed in the last days and has not taken it back, by number, and when; the first to agree first."""
    since = clock.now() - timedelta(days=numbers.CLOSE_EARLY_DAYS)
    said = Entry.objects.filter(consultation=consultation.slug, action__in=[AGREED, TAKEN_BACK], at__gte=since)
    given: dict[int, datetime] = {}
    for entry in said.order_by("number"):
        number = int(entry.subject.partition(":")[2])
        if entry.action == TAKEN_BACK:
            given.pop(number, None)
        else:
            given[number] = entry.at
    return given


def _times(consultation: Consultation, member: Membership) -> int:
    """How often they agreed within the days that count: each time everybody is told."""
    since = clock.now() - timedelta(days=numbers.CLOSE_EARLY_DAYS)
    mine = Entry.objects.filter(consultation=consultation.slug, action=AGREED, subject=f"membership:{member.pk}")
    return mine.filter(at__gte=since).count()


def until(agreed_at: datetime) -> datetime:
    """Up to when another member can agree as well."""
    return agreed_at + timedelta(days=numbers.CLOSE_EARLY_DAYS)


def two_agree(consultation: Consultation) -> list[Missing]:
    """For the gate: nobody takes the step past the act."""
    if len(counting(consultation)) >= numbers.SIGNATURES:
        return []
    days = many(numbers.CLOSE_EARLY_DAYS, "day")
    text = f"{spelled(numbers.SIGNATURES).capitalize()} members of the panel have to agree within {days}."
    return [Missing(text, "consultation_desk")]


def _who_run_it(consultation: Consultation) -> list[int]:
    return list(consultation.memberships.filter(role=Role.FACILITATOR).values_list("pk", flat=True))
