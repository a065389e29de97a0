"""The signed answer and its promises as published texts. Part of the answers room."""

from collections.abc import Iterator

from audit import texts
from audit.texts import Text
from consultations.models import Membership
from outcomes.answers import responses
from outcomes.models import Commitment, Decision, PoliceResponse


def text_of(response: PoliceResponse) -> Text:
    """The opening and each recommendation's answer; the mark is the one the officer signed."""
    parts: dict[str, object] = {
        "the opening statement": response.opening_statement,
        "the signature": [response.signed_by_name, response.signed_by_role],
    }
    for slot in response.answers.select_related("recommendation"):
        parts[f"the answer to recommendation {slot.recommendation.number}"] = [
            slot.status, slot.reasons, slot.evidence_url, slot.referred_to, slot.referred_on, slot.decision_by,
        ]  # fmt: skip
    consultation = response.report.consultation
    mark = responses.fingerprint(response)
    return Text("answer", response, f"Answer to “{consultation}”", consultation.slug, parts, mark=mark)


def promise_text(promise: Commitment) -> Text:
    consultation = promise.answer.response.report.consultation
    parts: dict[str, object] = {"the words": promise.text, "the owner": promise.owner_role, "the date": promise.due}
    title = f"Promise under recommendation {promise.answer.recommendation.number} of “{consultation}”"
    return Text("promise", promise, title, consultation.slug, parts)


def decision_text(made: Decision) -> Text:
    consultation = made.answer.response.report.consultation
    parts: dict[str, object] = {
        "the decision": made.status,
        "the reasons": [made.reasons, made.evidence_url],
        "the name": [made.decided_by_name, made.decided_by_role, made.decided_on],
    }
    title = f"Decision on recommendation {made.answer.recommendation.number} of “{consultation}”"
    return Text("decision", made, title, consultation.slug, parts)


def decided(made: Decision, member: Membership) -> None:
    """As what was left open is decided: the decision and the promise made with it."""
    texts.publish(decision_text(made), by=member)
    for promise in made.promises.select_related("answer__recommendation", "answer__response__report__consultation"):
        texts.publish(promise_text(promise), by=member)


def signed(response: PoliceResponse, member: Membership) -> None:
    """As it is signed: the answer and each promise in it."""
    texts.publish(text_of(response), by=member)
    for text in promises_of(response):
        texts.publish(text, by=member)


def promises_of(response: PoliceResponse) -> Iterator[Text]:
    made = Commitment.objects.filter(answer__response=response)
    for promise in made.select_related("answer__recommendation", "answer__response__report__consultation"):
        yield promise_text(promise)


def published() -> Iterator[Text]:
    signed = PoliceResponse.objects.filter(state=PoliceResponse.State.SIGNED).select_related("report__consultation")
    for response in signed.order_by("pk"):
        yield text_of(response)
        yield from promises_of(response)
    for made in Decision.objects.select_related("answer__recommendation", "answer__response__report__consultation"):
        yield decision_text(made)
