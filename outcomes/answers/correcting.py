"""Putting an error in the signed answer right, or in what was decided later: old and new words, signed again."""

from django.db import transaction

from audit import clock, texts
from audit.record import record, together
from consultations import access
from consultations.access import Do
from consultations.models import Consultation
from consultations.telling import telling
from outcomes import corrections
from outcomes.answers import published
from outcomes.answers.lacking import reasons_lack
from outcomes.models import AnswerErratum, Decision, PoliceResponse, RecommendationResponse
from outcomes.signing import Proof
from outcomes.verdicts import verdicts
from people.errors import Refused
from people.models import Person

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
    printed = decision or answer
    said = [printed.reasons if printed is not None else locked.opening_statement]
    for earlier in locked.errata.filter(answer=answer, decision=decision):
        if (corrections.even(earlier.old), corrections.even(earlier.new)) == (
            corrections.even(old),
            corrections.even(new),
        ):
            raise Refused("This correction stands there already.")
        said.append(earlier.new)  # a correction may be wrong as well
    if not corrections.says(said, old):
        raise Refused("These words do not stand there. Copy them exactly as they are printed.")
    if printed is not None and (lacking := reasons_lack(printed.status, _corrected(*said, old=old, new=new))):
        raise Refused(f"With this correction the answer would no longer be one: {lacking[0]}.")
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
    telling.tell(consultation, telling.PANEL, f"answer erratum {erratum.pk}", title, "answer")
    return erratum


def _looked_before(erratum: AnswerErratum, answer: RecommendationResponse) -> bool:
    """What the panel saw is of the words that it read: corrected, it is only said by the police until it looks anew."""
    locked = RecommendationResponse.objects.select_for_update(no_key=True).get(pk=answer.pk)
    if not locked.is_in_place or not (locked.is_looked_at or locked.corrected_on):
        return False
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


def _corrected(printed: str, *earlier: str, old: str, new: str) -> str:
    """The reasons as they would read, or, of a correction of a correction, with its words beside them."""
    reasons = corrections.even(printed)
    return (
        reasons.replace(corrections.even(old), new)
        if corrections.even(old) in reasons
        else " ".join([reasons, *earlier, new])
    )


def of(response: PoliceResponse) -> list[AnswerErratum]:
    """The corrections of an answer, as they are printed."""
    found = list(response.errata.select_related("answer__recommendation"))
    for erratum in found:
        erratum.response = response
        erratum.fingerprint = published.erratum_text(erratum).fingerprint
    return found
