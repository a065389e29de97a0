"""Putting an error in the signed answer right, or in what was decided later: old and new words, signed again."""

import re
from collections import Counter
from functools import partial

from django.db import transaction

from audit import clock, texts
from audit.prepared import Prepared
from audit.record import record, together
from consultations import access
from consultations.access import Do
from consultations.birds import refuse_names
from consultations.models import Consultation
from consultations.notifications import notifications
from consultations.signing import Proof
from outcomes import corrections, numbers
from outcomes.answers import published
from outcomes.answers.lacking import different_words, reasons_lack
from outcomes.models import AnswerErratum, Decision, PoliceResponse, RecommendationResponse
from outcomes.notifications import events
from outcomes.verdicts import verdicts
from people.errors import Refused
from people.models import Person
from people.text.sentences import many

NOT_THERE = "These words do not stand there. Copy them exactly as they are printed."
_WORD = re.compile(r"[^\W_]+")
SEEN = ["seen_in_place_by", "seen_in_place_on", "seen_in_place_why"]


@transaction.atomic
def correct(
    response: PoliceResponse,
    *,
    by: Person,
    old: str,
    new: str,
    reason: str,
    answer: RecommendationResponse | None,
    proof: Proof,
    decision: Decision | None = None,
) -> AnswerErratum:
    """A dated correction of the opening statement, of the reasons of one `answer`, or of the `decision` on it.

    The kind of answer, promises and their dates are no words to correct: other acts say what becomes of them. How
    late a decision came is told by its day, which no correction moves. Raises Refused.
    """
    consultation = response.report.consultation
    member = access.require(by, consultation, Do.CORRECT_ANSWER)
    if not member.has_accepted:
        raise Refused("Accept the duty to answer first: a correction is signed as the answer was.")
    proof.asked(by, correct, response, old=old, new=new, reason=reason, answer=answer, decision=decision)
    locked = PoliceResponse.objects.select_for_update(no_key=True).get(pk=response.pk)
    if not locked.is_signed:
        raise Refused("This answer is not signed yet. Change the text itself.")
    if waits := not_now(consultation):
        raise Refused(waits)
    if answer is not None and answer.response_id != locked.pk:
        raise Refused("Choose an answer of this consultation.")
    if decision is not None and (answer is None or decision.answer_id != answer.pk):
        raise Refused("Choose a decision of this consultation.")
    old, new, reason = corrections.words(old, new, reason)
    refuse_names(new)
    _refuse_another_reply(locked, old, new)
    printed = decision or answer
    said = printed.reasons if printed is not None else locked.opening_statement
    earlier = [(one.old, one.new) for one in locked.errata.filter(answer=answer, decision=decision)]
    if (corrections.even(old), corrections.even(new)) in [tuple(map(corrections.even, one)) for one in earlier]:
        raise Refused("This correction stands there already.")
    reads = corrections.reading(said, earlier)  # a correction may be wrong as well
    if not corrections.says([reads], old):
        raise Refused(corrections.REPLACED if corrections.says([said], old) else NOT_THERE)
    lacking = _lacks(printed, corrections.reading(reads, [(old, new)]))
    if lacking and not _lacks(printed, reads):
        raise Refused(f"With this correction the answer would no longer be one: {lacking}.")
    with together():
        erratum = AnswerErratum.objects.create(
            response=locked,
            answer=answer,
            decision=decision,
            old=old,
            new=new,
            reason=reason,
            signed_by=member,
            signed_by_name=member.accepted_name,
            signed_by_role=member.accepted_role,
        )
        anew = answer is not None and printed == (answer.decision or answer) and _looked_before(erratum, answer)
        summary = f"{erratum.where[:1].upper()}{erratum.where[1:]}: {reason}"
        record("answer_corrected", actor=member, subject=erratum, consultation=consultation.slug, summary=summary)
        texts.publish(published.erratum_text(erratum), by=member)
    title = "A decision on what was left open was corrected" if decision else "The signed answer was corrected"
    title += ": look anew at what is said to be in place" if anew else ""
    notifications.tell(consultation, notifications.PANEL, f"answer erratum {erratum.pk}", title, "answer")
    events.answer_corrected(erratum)
    return erratum


def _refuse_another_reply(locked: PoliceResponse, old: str, new: str) -> None:
    """Residents have spoken by now, and the force replies to them once: a correction is of an error and no reply."""
    if locked.errata.count() >= numbers.CORRECTIONS:
        raise Refused(f"This answer was corrected {many(numbers.CORRECTIONS, 'time')}. It is not corrected any more.")
    put_in = (Counter(_WORD.findall(new.casefold())) - Counter(_WORD.findall(old.casefold()))).total()
    if put_in > numbers.WORDS_CORRECTED:
        most = f"A correction puts at most {many(numbers.WORDS_CORRECTED, 'word')} where others stood"
        raise Refused(f"{most}. These are {put_in}: put the error right alone.")


def _looked_before(erratum: AnswerErratum, answer: RecommendationResponse) -> bool:
    """What the panel saw is of the words that it read: corrected, it is only said by the police until it looks anew."""
    locked = RecommendationResponse.objects.select_for_update(no_key=True).get(pk=answer.pk)
    if not locked.is_in_place or not (locked.is_looked_at or locked.corrected_on):
        return False
    with texts.moving(partial(published.looks_now, locked), by=erratum.signed_by):
        erratum.seen_in_place_by, erratum.seen_in_place_on = locked.seen_in_place_by, locked.seen_in_place_on
        erratum.seen_in_place_why = locked.seen_in_place_why
        erratum.save(update_fields=SEEN)
        locked.seen_in_place_by, locked.seen_in_place_on, locked.seen_in_place_why = None, None, ""
        locked.corrected_on = clock.today()
        locked.save(update_fields=[*SEEN, "corrected_on"])
    return True


def not_now(consultation: Consultation) -> str:
    """Why nothing is corrected yet: what residents judge keeps its words until all have spoken."""
    asked = verdicts.being_asked(consultation)
    return f"{asked} Correct it once they have: until then all of them judge the same words." if asked else ""


def _lacks(printed: RecommendationResponse | Decision | None, reads: str) -> str:
    """What the words, as they would then read with every correction, lack of what could be signed; else empty."""
    if printed is not None:
        return next(iter(reasons_lack(printed.status, reads)), "")
    return "" if different_words(reads) >= numbers.OPENING_WORDS else "begin it with a few plain sentences"


_OF: Prepared[AnswerErratum, AnswerErratum] = Prepared(
    lambda pk: AnswerErratum.objects.filter(response=pk).select_related("answer__recommendation"), int
)


def of(response: PoliceResponse) -> list[AnswerErratum]:
    """The corrections of an answer, as they are printed."""
    found = _OF(response.pk)
    for erratum in found:
        erratum.response = response
        erratum.fingerprint = published.erratum_text(erratum).fingerprint
    return found
