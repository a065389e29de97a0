"""Words that identify somebody are taken out of a reason at once, also of a printed one, and the panel reads what went.

Else a telephone number that somebody overlooked would stand in public for good. Each place is a row of its own, with
who took it out, and is settled by itself. docs/decisions/verdicts.md
"""

import re
from collections.abc import Mapping
from itertools import groupby

from django.db import transaction
from django.db.models import QuerySet

from audit import clock
from audit.record import record
from consultations import access, seating
from consultations.access import Do
from consultations.models import Consultation, Membership
from consultations.notifications import notifications
from consultations.notifications.working_days import working_days_in
from consultations.stages.stages import Missing
from deliberation.models import Reason
from deliberation.moderation.changes import BRACKET
from outcomes import numbers
from outcomes.models import ReasonWordsOut, VerdictReason
from outcomes.verdicts import reasons, verdicts
from people.errors import Refused
from people.models import Person
from people.text import scripts
from people.text.sanitising import plain
from people.text.sentences import many

State, Out = VerdictReason.State, ReasonWordsOut.State
#: States of a reason out of which words can go.
STANDS = (State.WAITING, *VerdictReason.PRINTED_STATES)
OF = "answer__response__report__consultation"
#: Words without which a sentence says the contrary.
TURNS = re.compile(r"\b(?:no|not|never|nor|none|nobody|nothing|neither|cannot|without)\b|n['’]t\b", re.IGNORECASE)
INSTEAD = BRACKET.format(reason=Reason.IDENT.label.lower())


def printed(consultation: Consultation) -> QuerySet[VerdictReason]:
    """The printed reasons, in which something may have been overlooked."""
    found = VerdictReason.objects.filter(**{OF: consultation}, state__in=VerdictReason.PRINTED_STATES)
    return found.select_related("answer__recommendation").prefetch_related("words_out")


def waiting() -> QuerySet[ReasonWordsOut]:
    """What was taken out, and nobody of the panel has said so yet."""
    return ReasonWordsOut.objects.filter(state=Out.WAITS).exclude(taken="")


def to_settle(consultation: Consultation) -> list[tuple[VerdictReason, list[ReasonWordsOut]]]:
    """Each reason out of which something waits, with what went, in the order in which it stood there."""
    found = waiting().filter(**{f"reason__{OF}": consultation}).order_by("reason", "at")
    rows = found.select_related("reason__answer__recommendation", "by__user").prefetch_related("reason__words_out")
    return [(spans[0].reason, spans) for spans in (list(of_one) for _, of_one in groupby(rows, lambda o: o.reason_id))]


def as_written(text: str, spans: list[ReasonWordsOut]) -> str:
    """A reason with what waits in its place again: what its author wrote, for the panel."""
    for one in sorted(spans, key=lambda span: span.at, reverse=True):
        text = _put(text, one)
    return text


@transaction.atomic
def take_out(reason: VerdictReason, *, by: Person, words: str) -> list[ReasonWordsOut]:
    """Take words out wherever they stand in it; a bracket says why. The panel reads what went, place by place.

    Only what identifies somebody: a sentence that does not please is left to `decide_reason`, and so to the panel.
    """
    consultation = reason.answer.response.report.consultation
    member = access.require(by, consultation, Do.TAKE_WORDS_OUT_OF_REASON)
    locked = VerdictReason.objects.select_for_update(no_key=True).get(pk=reason.pk)
    _refuse_unread(consultation, locked, member)
    _refuse_again(locked, member)
    words = plain(words)
    places = _places(locked.text, words)
    _refuse_too_much(locked, len(words.split()) * len(places))
    _move(locked, places, len(INSTEAD) - len(words))
    done = [
        ReasonWordsOut(reason=locked, by=member, on=clock.today(), taken=words, at=at + n * (len(INSTEAD) - len(words)))
        for n, at in enumerate(places)
    ]
    ReasonWordsOut.objects.bulk_create(done)
    for one in done:
        locked.text = _swapped(locked.text, one.at, words, INSTEAD)
    locked.save(update_fields=["text"])
    _record("verdict_reason_cut", locked, member)
    title = "Words were taken out of what a resident wrote. Say whether they are put back"
    notifications.tell(consultation, notifications.PANEL, f"words out {clock.today()}", title, "verdict_reasons")
    return done


def _refuse_again(locked: VerdictReason, member: Membership) -> None:
    """Nobody takes out for ever what is put back."""
    back = locked.words_out.filter(state=Out.PUT_BACK)
    if member.is_facilitator and back.exists():
        raise Refused("The oversight panel put words back here, so no facilitator takes any out again.")
    if back.filter(by=member).exists():
        raise Refused("The oversight panel put back what you took out here. Another member of it takes words out now.")


def _refuse_unread(consultation: Consultation, locked: VerdictReason, member: Membership) -> None:
    if not verdicts.has_closed(consultation):
        raise Refused("Residents are still being asked. Their reasons can be read once that has closed.")
    if locked.state not in STANDS:
        raise Refused("This reason is not printed. Words are taken out of what is printed, or waits to be read.")
    if locked.state == State.WAITING and not member.is_facilitator and not reasons.wait_too_long(consultation):
        raise Refused("Facilitators still read this reason.")


def _refuse_too_much(locked: VerdictReason, words: int) -> None:
    """Nobody, of the panel either, cuts criticism down to what pleases: more than identifies somebody takes two."""
    went = sum(len(one.taken.split()) for one in waiting().filter(reason=locked))
    written = len(locked.text.split()) + went
    most = min(numbers.WORDS_OUT, max(numbers.FEW_WORDS_OUT, written // 2))
    if went + words > most:
        raise Refused(
            f"That would be {went + words} of the {written} words of this reason. Only what identifies somebody goes "
            f"at once, {most} words at most until the panel has read them. Propose to leave it out: the panel decides."
        )


def every_cut_was_read(consultation: Consultation) -> list[Missing]:
    """Gate G: what went is put back by the panel or not at all; it is not completed, and then deleted, unread."""
    unread = waiting().filter(**{f"reason__{OF}": consultation}).count()
    if not unread:
        return []
    text = f"Words were taken out in {many(unread, 'place')} of what residents wrote, and the panel has not read them."
    return [Missing(text, "verdict_reasons", panel="its look at words that were taken out")]


def tell_again() -> list[str]:
    """By the clock: the panel hears again of what it has not read, after every few working days."""
    found = Consultation.objects.filter(
        stage__in=Do.SETTLE_WORDS_OF_REASON.stages,
        report__response__answers__verdict_reasons__words_out__in=waiting(),
    )
    done = []
    for consultation in found.distinct().order_by("pk"):
        unread = waiting().filter(**{f"reason__{OF}": consultation})
        since = min(unread.values_list("on", flat=True))
        if (times := working_days_in(since, clock.today()) // numbers.REASON_DAYS) < 1:
            continue
        title = f"Words that were taken out wait for you in {many(unread.count(), 'place')}"
        if notifications.tell(consultation, notifications.PANEL, f"cut {since} {times}", title, "verdict_reasons"):
            done.append(f"{consultation.slug}: the panel is told again of words that were taken out")
    return done


def _places(text: str, words: str) -> list[int]:
    """Where the words stand: characters before each, but within no bracket that stands for words taken out."""
    if not words:
        raise Refused("Copy the words that identify somebody, exactly as they stand in the reason.")
    if words == text.strip():
        raise Refused("That is the whole reason. Take out only what identifies somebody.")
    gone = [one.span() for one in re.finditer(re.escape(INSTEAD), text)]
    if TURNS.search(words):
        raise Refused(
            "A “not” identifies nobody, and without it the sentence says the contrary. Leave it where it stands."
        )
    found = [one.span() for one in re.finditer(scripts.as_it_stands(words), text)]
    free = [first for first, end in found if not any(first < last and begin < end for begin, last in gone)]
    if not free:
        raise Refused("These words are not in the reason as it stands. Copy them exactly, from one place.")
    return free


def _move(locked: VerdictReason, places: list[int], by: int) -> None:
    """What waits stands further on by as many characters as each place before it takes more."""
    for one in waiting().filter(reason=locked):
        one.at += by * sum(place < one.at for place in places)
        one.save(update_fields=["at"])


def _put(text: str, span: ReasonWordsOut) -> str:
    return _swapped(text, span.at, INSTEAD, span.taken)


def _swapped(text: str, at: int, old: str, new: str) -> str:
    return text[:at] + new + text[at + len(old) :]


def why_not_settle(span: ReasonWordsOut, member: Membership) -> str:
    """Why this member of the panel does not say whether the words go; empty when they do."""
    if member.pk == span.by_id:
        return "You took the words out. Another member of the panel says whether they are put back."
    return seating.why_not_second(member, [span.by_id])


@transaction.atomic
def settle(reason: VerdictReason, *, by: Person, put_back: Mapping[int, bool]) -> None:
    """Somebody of the panel says of words that they did not take out that they are gone, or puts them back.

    `put_back`: key of a place → whether. Each is settled by itself; all of these, or none.
    """
    member = access.require(by, reason.answer.response.report.consultation, Do.SETTLE_WORDS_OF_REASON)
    locked = VerdictReason.objects.select_for_update(no_key=True).get(pk=reason.pk)
    if not put_back:
        raise Refused("Say of at least one place whether the words are put back.")
    for key, back in put_back.items():
        span = waiting().filter(reason=locked, pk=key).first()
        if span is None:
            raise Refused("Nothing is to be decided here: no words wait to be put back.")
        if why := why_not_settle(span, member):
            raise Refused(why)
        _settle(locked, span, member, back)


def _settle(locked: VerdictReason, span: ReasonWordsOut, member: Membership, back: bool) -> None:
    if back:
        locked.text, span.on = _put(locked.text, span), clock.today()
        locked.save(update_fields=["text"])
        _move(locked, [span.at], len(span.taken) - len(INSTEAD))
    span.state, span.taken = (Out.PUT_BACK if back else Out.AGREED), ""
    span.save(update_fields=["state", "taken", "on"])
    _record("verdict_reason_put_back" if back else "verdict_reason_cut_agreed", locked, member)


def _record(action: str, locked: VerdictReason, member: Membership) -> None:
    slug = locked.answer.response.report.consultation.slug
    record(action, actor=member, subject=locked.answer, consultation=slug)
