"""A row or a use of which the force has spoken is taken out by two: a facilitator says why, and the panel agrees.

Else whoever answers a fact pins its row for ever, also a mistake or a duplicate. What stood there, what the force said
of it and why it went stay in print; of a use also in the register’s log. The force is told, and answers once.
"""

from django.db import transaction

from audit.record import record
from consultations import seating
from consultations.access import Do
from consultations.briefing import briefing, unknowns
from consultations.facts import facts
from consultations.models import AskedFact, UseCase
from consultations.notifications import notifications
from consultations.register import technologies
from consultations.stages.stages import public_reason
from people.errors import Refused
from people.models import Person


@transaction.atomic
def propose(fact: AskedFact, *, by: Person, out_why: str) -> AskedFact:
    """Ask the panel whether a row or a use goes. Until somebody of it agrees everything stands as it does."""
    edit = briefing.hold(fact.version, by)
    locked = AskedFact.objects.select_for_update(no_key=True).get(pk=fact.pk)
    label = facts.label_of(edit.version, locked.place)
    if not locked.may_be_taken_out:
        raise Refused("The force has not spoken of this, or it is no row and no use. Take it out where it stands.")
    locked.out_why, locked.out_by, locked.to_take_out = public_reason(out_why, "row"), edit.member, True
    locked.save(update_fields=["out_why", "out_by", "to_take_out"])
    slug = edit.version.consultation.slug
    record("fact_to_take_out", actor=edit.member, subject=locked, consultation=slug, summary=label)
    title = f"Look at “{label}”, of which the force has spoken: is it taken out?"
    notifications.tell(edit.version.consultation, notifications.PANEL, facts.key_of(locked), title, "facts")
    return locked


@transaction.atomic
def decide(fact: AskedFact, *, by: Person, agrees: bool, seen: str) -> AskedFact:
    """Somebody of the panel agrees that it goes, or has it stay. `seen`: `mark` of what was read."""
    edit = briefing.hold(fact.version, by, Do.LEAVE_FACT_OUT)
    locked = AskedFact.objects.select_for_update(no_key=True).get(pk=fact.pk)
    label = facts.label_of(edit.version, locked.place)
    if not locked.to_take_out:
        raise Refused("Nobody asks for this to be taken out now.")
    if not locked.may_be_taken_out:
        raise Refused("The force that answers now has not spoken of this. Take it out where it stands.")
    if mark(locked) != seen:
        raise Refused("Something of it changed after you opened this page. Read it again, then decide.")
    if why_not := seating.why_not_second(edit.member, [locked.out_by_id]):
        raise Refused(why_not)
    if agrees:
        _take_out(edit, locked, label)
        return locked
    locked.to_take_out = False
    locked.save(update_fields=["to_take_out"])
    consultation = edit.version.consultation
    record("fact_stays", actor=edit.member, subject=locked, consultation=consultation.slug, summary=label)
    title = f"The panel has “{label}” stay"
    notifications.tell(consultation, notifications.FACILITATORS, facts.key_of(locked), title, "facts")
    return locked


@transaction.atomic
def no_longer(fact: AskedFact, *, by: Person) -> AskedFact:
    """A facilitator does not ask for it any more: it stays, and nothing waits for the panel."""
    edit = briefing.hold(fact.version, by)
    locked = AskedFact.objects.select_for_update(no_key=True).get(pk=fact.pk)
    if not locked.to_take_out:
        raise Refused("Nobody asks for this to be taken out now.")
    locked.to_take_out, locked.out_why, locked.out_by = False, "", None
    locked.save(update_fields=["to_take_out", "out_why", "out_by"])
    slug, label = edit.version.consultation.slug, facts.label_of(edit.version, locked.place)
    record("fact_no_longer_to_take_out", actor=edit.member, subject=locked, consultation=slug, summary=label)
    return locked


def _take_out(edit: briefing.Edit, fact: AskedFact, label: str) -> None:
    part, _, which = fact.place.partition(":")
    stood, said = _stands(fact), fact.said
    fact.out_of = facts.whose(fact.place)
    fact.taken_out(label, stood, until=facts.reply_until())
    fact.save()
    if part == "use":
        case = UseCase.objects.select_related("technology").get(pk=which)
        technologies.remove_with_the_panel(edit.version.consultation, case, edit.member, said=said, why=fact.remark)
    else:
        if part == "sources":
            briefing.refuse_cited(edit.version, int(which))
        getattr(edit.version, unknowns.ROWS[part][0]).filter(pk=which).delete()
    facts.sealed(edit, fact, "fact_taken_out")


def mark(fact: AskedFact) -> str:
    """Of all that is to be taken out, as a page hands it back."""
    return fact.out_mark(_stands(fact))


def _stands(fact: AskedFact) -> str:
    """All that a row says, or a use."""
    part, _, which = fact.place.partition(":")
    row = getattr(fact.version, unknowns.ROWS[part][0]).filter(pk=which).first() if part in unknowns.ROWS else None
    if row is None:
        return facts.stands(fact)
    columns = [one.name for one in row._meta.concrete_fields if not one.is_relation and not one.primary_key]
    return "; ".join(str(getattr(row, name)) for name in columns if getattr(row, name) not in (None, "", False))
