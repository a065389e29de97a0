"""The signed answer and its promises as published texts. Part of the answers room."""

from collections.abc import Iterator

from audit import texts
from audit.texts import Text
from consultations.models import Consultation, Membership
from outcomes.answers import responses
from outcomes.models import AnswerErratum, Commitment, Decision, PoliceResponse, RecommendationResponse

Slots = list[RecommendationResponse]


def text_of(response: PoliceResponse, slots: Slots) -> Text:
    """The opening and each recommendation's answer; the mark is the one the officer signed."""
    parts: dict[str, object] = {
        "the opening statement": response.opening_statement,
        "the signature": [response.signed_by_name, response.signed_by_role],
    }
    if response.signed_for:
        parts["the force"] = response.signed_for
    for slot in slots:
        parts[f"the answer to recommendation {slot.recommendation.number}"] = [
            slot.status,
            slot.reasons,
            slot.evidence_url,
            slot.referred_to,
            slot.referred_on,
            slot.decision_by,
            *([slot.answered_with] if slot.answered_with else []),
        ]
    if response.points:
        parts["where it says what was asked"] = response.points
    consultation = response.report.consultation
    mark = responses.fingerprint(response, slots)
    return Text("answer", response, f"Answer to “{consultation}”", consultation.slug, parts, mark=mark)


def promise_text(promise: Commitment, number: int, consultation: Consultation) -> Text:
    """`number`: of the recommendation it was made to."""
    parts: dict[str, object] = {"the words": promise.text, "the owner": promise.owner_role, "the date": promise.due}
    title = f"Promise under recommendation {number} of “{consultation}”"
    return Text("promise", promise, title, consultation.slug, parts)


def texts_of(response: PoliceResponse, slots: Slots) -> Iterator[Text]:
    """The answer and each promise of it, those that came with a later decision too."""
    yield text_of(response, slots)
    for slot in slots:
        for promise in slot.commitments.all():
            yield promise_text(promise, slot.recommendation.number, response.report.consultation)


def decision_text(made: Decision) -> Text:
    consultation = made.answer.response.report.consultation
    parts: dict[str, object] = {
        "the decision": made.status,
        "the reasons": [made.reasons, made.evidence_url],
        "the name": [made.decided_by_name, made.decided_by_role, made.decided_on],
    }
    title = f"Decision on recommendation {made.answer.recommendation.number} of “{consultation}”"
    return Text("decision", made, title, consultation.slug, parts)


def erratum_text(erratum: AnswerErratum) -> Text:
    consultation = erratum.response.report.consultation
    parts: dict[str, object] = {
        "the old words": erratum.old,
        "the new words": erratum.new,
        "the reason": erratum.reason,
        "the signature": [erratum.signed_by_name, erratum.signed_by_role, erratum.at],
    }
    title = f"Correction of {erratum.where} of “{consultation}”"
    return Text("answer erratum", erratum, title, consultation.slug, parts)


def decided(made: Decision, member: Membership) -> None:
    """As what was left open is decided: the decision and the promise made with it."""
    number, consultation = made.answer.recommendation.number, made.answer.response.report.consultation
    texts.publish(decision_text(made), by=member)
    for promise in made.promises.all():
        texts.publish(promise_text(promise, number, consultation), by=member)


def signed(response: PoliceResponse, member: Membership, slots: Slots) -> None:
    """As it is signed: the answer and each promise in it."""
    for text in texts_of(response, slots):
        texts.publish(text, by=member)


def published() -> Iterator[Text]:
    found = PoliceResponse.objects.filter(state=PoliceResponse.State.SIGNED).select_related("report__consultation")
    for response in found.order_by("pk"):
        yield from texts_of(response, responses.slots_of(response))
    for made in Decision.objects.select_related("answer__recommendation", "answer__response__report__consultation"):
        yield decision_text(made)
    errata = AnswerErratum.objects.select_related("answer__recommendation", "response__report__consultation")
    for erratum in errata.order_by("pk"):
        yield erratum_text(erratum)
