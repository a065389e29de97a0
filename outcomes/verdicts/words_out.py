"""Words that identify somebody are taken out of a reason at once, also of a printed one, and the panel reads what went.

Else a telephone number that somebody overlooked would stand in public for good. docs/decisions/verdicts.md
"""

from django.db import transaction
from django.db.models import QuerySet

from audit import clock
from audit.record import record
from consultations import access, seating
from consultations.access import Do
from consultations.models import Consultation, Membership
from consultations.telling import telling
from deliberation.models import Reason
from deliberation.moderation.changes import BRACKET
from outcomes.models import ReasonWordsOut, VerdictReason
from outcomes.verdicts import reasons, verdicts
from people.errors import Refused
from people.models import Person
from people.text.sanitising import plain

State, Out = VerdictReason.State, ReasonWordsOut.State
#: States of a reason out of which words can go.
STANDS = (State.WAITING, *VerdictReason.PRINTED_STATES)
OF = "answer__response__report__consultation"


def printed(consultation: Consultation) -> QuerySet[VerdictReason]:
    """The printed reasons, in which something may have been overlooked."""
    found = VerdictReason.objects.filter(**{OF: consultation}, state__in=VerdictReason.PRINTED_STATES)
    return found.select_related("answer__recommendation", "words_out")


def waiting() -> QuerySet[ReasonWordsOut]:
    """What was taken out, and nobody of the panel has said so yet."""
    return ReasonWordsOut.objects.filter(state=Out.WAITS).exclude(original="")


def to_settle(consultation: Consultation) -> list[ReasonWordsOut]:
    found = waiting().filter(**{f"reason__{OF}": consultation})
    return list(found.select_related("reason__answer__recommendation").order_by("reason"))


@transaction.atomic
def take_out(reason: VerdictReason, *, by: Person, words: str) -> ReasonWordsOut:
    """Take words out wherever they stand in it; a bracket says why. The panel reads the reason as it was.

    Only what identifies somebody: a sentence that does not please is left to `decide_reason`, and so to the panel.
    """
    consultation = reason.answer.response.report.consultation
    member = access.require(by, consultation, Do.TAKE_WORDS_OUT_OF_REASON)
    locked = VerdictReason.objects.select_for_update().get(pk=reason.pk)
    _refuse_unread(consultation, locked, member)
    before = ReasonWordsOut.objects.filter(reason=locked).first() or ReasonWordsOut(reason=locked, state=Out.AGREED)
    _refuse_again(before, member)
    text = _without(locked.text, plain(words))
    before.original = before.original or locked.text
    before.by = (
        _of_the_panel(before) or member
    )  # a facilitator after one of the panel: that member still settles nothing
    before.state, before.on = Out.WAITS, clock.today()
    before.save()
    locked.text = text
    locked.save(update_fields=["text"])
    _record("verdict_reason_cut", locked, member)
    title = "Words were taken out of what a resident wrote. Say whether they are put back"
    telling.tell(consultation, telling.PANEL, f"words out {clock.today()}", title, "verdict_reasons")
    return before


def _refuse_again(before: ReasonWordsOut, member: Membership) -> None:
    """Nobody takes out for ever what is put back, and nobody settles what they took out because another came after."""
    if before.state == Out.PUT_BACK and member.is_facilitator:
        raise Refused("The oversight panel put words back here, so no facilitator takes any out again.")
    if before.state == Out.PUT_BACK and before.by_id == member.pk:
        raise Refused("The oversight panel put back what you took out here. Another member of it takes words out now.")
    if not member.is_facilitator and _of_the_panel(before) not in (None, member):
        raise Refused("Another member of the panel took words out here. Say first whether these are put back.")


def _of_the_panel(taken: ReasonWordsOut) -> Membership | None:
    """Whoever of the panel took out what still waits to be settled."""
    waits = taken.state == Out.WAITS and taken.original != ""
    return taken.by if waits and taken.by is not None and not taken.by.is_facilitator else None


def _refuse_unread(consultation: Consultation, locked: VerdictReason, member: Membership) -> None:
    if not verdicts.has_closed(consultation):
        raise Refused("Residents are still being asked. Their reasons can be read once that has closed.")
    if locked.state not in STANDS:
        raise Refused("This reason is not printed. Words are taken out of what is printed, or waits to be read.")
    if locked.state == State.WAITING and not member.is_facilitator and not reasons.wait_too_long(consultation):
        raise Refused("Facilitators still read this reason.")


def _without(text: str, words: str) -> str:
    if not words:
        raise Refused("Copy the words that identify somebody, exactly as they stand in the reason.")
    if words not in text:
        raise Refused("These words are not in the reason as it stands. Copy them exactly, from one place.")
    if words == text.strip():
        raise Refused("That is the whole reason. Take out only what identifies somebody.")
    return text.replace(words, BRACKET.format(reason=Reason.IDENT.label.lower()))


def why_not_settle(taken: ReasonWordsOut, member: Membership) -> str:
    """Why this member of the panel does not say whether the words go; empty when they do."""
    if member.pk == taken.by_id:
        return "You took the words out. Another member of the panel says whether they are put back."
    return seating.why_not_second(member, [taken.by_id])


@transaction.atomic
def settle(reason: VerdictReason, *, by: Person, put_back: bool, seen: str | None = None) -> ReasonWordsOut:
    """Somebody of the panel who did not take the words out agrees, and the original is gone; or puts them back.

    `seen`: the mark of what they had on screen. More may have been taken out since.
    """
    member = access.require(by, reason.answer.response.report.consultation, Do.SETTLE_WORDS_OF_REASON)
    locked = VerdictReason.objects.select_for_update().get(pk=reason.pk)
    taken = waiting().filter(reason=locked).first()
    if taken is None:
        raise Refused("Nothing is to be decided here: no words wait to be put back.")
    if why := why_not_settle(taken, member):
        raise Refused(why)
    if seen is not None and seen != ReasonWordsOut.mark_of(taken.original, locked.text):
        raise Refused("More words were taken out after you opened this page. Read what went, then decide.")
    if put_back:
        locked.text, taken.on = taken.original, clock.today()
        locked.save(update_fields=["text"])
    taken.state, taken.original = (Out.PUT_BACK if put_back else Out.AGREED), ""
    taken.save(update_fields=["state", "original", "on"])
    _record("verdict_reason_put_back" if put_back else "verdict_reason_cut_agreed", locked, member)
    return taken


def _record(action: str, locked: VerdictReason, member: Membership) -> None:
    slug = locked.answer.response.report.consultation.slug
    record(action, actor=member, subject=locked.answer, consultation=slug)
