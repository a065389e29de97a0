"""What is said beside the force’s words, where they are not taken in as a fact.

They are printed as its own with why they could not be confirmed (`doubt`), the force is asked again with a reason
(`ask_again`), or nothing usable came and the panel agrees (`leave_out`, `agree_to_leave_out`). The force is told before
it is published, and answers once (`reply_to`). No role alone takes its words away, and none has them printed as fact.
"""

from django.db import transaction

from audit import clock
from audit.record import record
from consultations import seating
from consultations.access import Do
from consultations.briefing import briefing
from consultations.briefing.versions import UNDER_WAY
from consultations.facts import facts
from consultations.models import AskedFact, Consultation
from consultations.notifications import notifications
from consultations.notifications.working_days import later_by_last_pause
from consultations.stages import pauses
from consultations.stages.stages import public_reason
from people.errors import Refused
from people.models import Person
from people.text.dates import local_day
from people.text.sanitising import one_line

State, Answer = AskedFact.State, AskedFact.Answer


@transaction.atomic
def doubt(fact: AskedFact, *, by: Person, why: str, seen: str) -> AskedFact:
    """Leave the words as the force’s own, with why they could not be confirmed: by the facilitators or the panel."""
    edit = briefing.hold(fact.version, by, Do.DOUBT_FACT)
    locked = AskedFact.objects.select_for_update(no_key=True).get(pk=fact.pk)
    facts.refuse_unread(locked, seen)
    locked.noted(public_reason(why, "words of the force"), edit.member, until=facts.reply_until())
    locked.state, locked.to_leave_out = State.DOUBTED, False
    facts.sealed(edit, locked, "fact_doubted")
    return locked


@transaction.atomic
def ask_again(fact: AskedFact, *, by: Person, why: str, seen: str) -> AskedFact:
    """What came is kept with the reason, and readable; the force answers anew."""
    edit = briefing.hold(fact.version, by)
    locked = AskedFact.objects.select_for_update(no_key=True).get(pk=fact.pk)
    facts.refuse_unread(locked, seen)
    locked.noted(public_reason(why, "words of the force"), edit.member, until=facts.reply_until())
    locked.asked_role = locked.asked_role or locked.answered_role  # it spoke of what nobody had asked: now it is asked
    locked.lay_by(asked_again=True)
    locked.state, locked.asked_on = State.ASKED, clock.today()
    locked.answer_until = facts.answer_until()
    facts.sealed(edit, locked, "fact_asked_again")
    return locked


@transaction.atomic
def leave_out(fact: AskedFact, *, by: Person, why: str, seen: str) -> AskedFact:
    """Ask the panel whether what came is no answer. Until somebody of it agrees the answer waits as before."""
    edit = briefing.hold(fact.version, by)
    locked = AskedFact.objects.select_for_update(no_key=True).get(pk=fact.pk)
    facts.refuse_unread(locked, seen)
    if locked.answer != Answer.FILLED:
        raise Refused(
            "There are no words to leave out. Accept what the force said, or say why you could not confirm it."
        )
    locked.noted(public_reason(why, "place"), edit.member, until=None)
    locked.to_leave_out = True
    locked.save()
    label, slug = facts.label_of(edit.version, locked.place), edit.version.consultation.slug
    record("fact_to_leave_out", actor=edit.member, subject=locked, consultation=slug, summary=label)
    title = f"Look at what the force wrote on “{label}”: is it no answer?"
    notifications.tell(edit.version.consultation, notifications.PANEL, facts.key_of(locked), title, "facts")
    return locked


@transaction.atomic
def agree_to_leave_out(fact: AskedFact, *, by: Person, seen: str) -> AskedFact:
    """The panel agrees: it is printed that the police did not say, and why. `seen`: `note_mark` of what was read."""
    edit = briefing.hold(fact.version, by, Do.LEAVE_FACT_OUT)
    locked = AskedFact.objects.select_for_update(no_key=True).get(pk=fact.pk)
    if not (locked.waits_for_us and locked.to_leave_out):
        raise Refused("Nobody asks for this to be left out now.")
    if locked.note_mark != seen:
        raise Refused("The words changed after you opened this page. Read them again, then decide.")
    if why_not := seating.why_not_second(edit.member, [locked.noted_by_id]):
        raise Refused(why_not)
    locked.state, locked.to_leave_out = State.NOT_SAID, False
    locked.may_reply(facts.reply_until())
    facts.sealed(edit, locked, "fact_left_out")
    return locked


@transaction.atomic
def reply_to(fact: AskedFact, *, by: Person, reply: str) -> AskedFact:
    """What the force says to what stands beside its words: once, and printed with it."""
    edit = briefing.hold(fact.version, by, Do.ANSWER_FACTS)
    locked = AskedFact.objects.select_for_update(no_key=True).get(pk=fact.pk)
    if not locked.may_be_replied_to:
        raise Refused("The force has said something to this already, or the days for it are over.")
    force = facts.refuse_other_force(locked, edit.member, edit.version.consultation)
    if not one_line(reply):
        raise Refused("Write what the force says to it.")
    locked.replied(public_reason(reply, "briefing"), facts.seat(edit.member, force))
    locked.save()
    briefing.seal(edit, "fact_replied", facts.label_of(edit.version, locked.place))
    title = "The force has said something to what stands beside its words"
    for kind in (notifications.FACILITATORS, notifications.PANEL):
        notifications.tell(edit.version.consultation, kind, facts.key_of(locked), title, "facts")
    return locked


def lengthen(consultation: Consultation) -> None:
    """As a pause ends: the force has the days on which nobody could answer on top. A pause takes nobody’s time."""
    began = consultation.paused_at
    assert began is not None
    spans = pauses.of(consultation)
    under_way = AskedFact.objects.filter(version__consultation=consultation, version__status__in=UNDER_WAY)
    for fact in under_way.filter(reply_until__gte=local_day(began)):
        fact.reply_until = later_by_last_pause(fact.reply_until, spans, fact.reply_from)  # type: ignore[arg-type]
        fact.save(update_fields=["reply_until"])
    for fact in under_way.filter(answer_until__gte=local_day(began)):
        fact.answer_until = later_by_last_pause(fact.answer_until, spans, None)  # type: ignore[arg-type]
        fact.save(update_fields=["answer_until"])
