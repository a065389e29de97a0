"""The signed answer and its promises as published texts. Part of the answers room."""

from collections.abc import Iterator

from audit import texts
from audit.texts import Text
from consultations.models import Consultation, Membership
from outcomes.answers import responses
from outcomes.models import Commitment, PoliceResponse, RecommendationResponse

Slots = list[RecommendationResponse]


def text_of(response: PoliceResponse, slots: Slots) -> Text:
    """The opening and each recommendation's answer; the mark is the one the officer signed."""
    parts: dict[str, object] = {
        "the opening statement": response.opening_statement,
        "the signature": [response.signed_by_name, response.signed_by_role],
    }
    for slot in slots:
        parts[f"the answer to recommendation {slot.recommendation.number}"] = [
            slot.status, slot.reasons, slot.evidence_url, slot.referred_to, slot.referred_on, slot.decision_by,
        ]  # fmt: skip
    consultation = response.report.consultation
    mark = responses.fingerprint(response, slots)
    return Text("answer", response, f"Answer to “{consultation}”", consultation.slug, parts, mark=mark)


def promise_text(promise: Commitment, number: int, consultation: Consultation) -> Text:
    """`number`: of the recommendation it was made to."""
    parts: dict[str, object] = {"the words": promise.text, "the owner": promise.owner_role, "the date": promise.due}
    title = f"Promise under recommendation {number} of “{consultation}”"
    return Text("promise", promise, title, consultation.slug, parts)


def texts_of(response: PoliceResponse, slots: Slots) -> Iterator[Text]:
    """The answer and each promise in it."""
    yield text_of(response, slots)
    for slot in slots:
        for promise in slot.commitments.all():
            yield promise_text(promise, slot.recommendation.number, response.report.consultation)


def signed(response: PoliceResponse, member: Membership, slots: Slots) -> None:
    for text in texts_of(response, slots):
        texts.publish(text, by=member)


def published() -> Iterator[Text]:
    found = PoliceResponse.objects.filter(state=PoliceResponse.State.SIGNED).select_related("report__consultation")
    for response in found.order_by("pk"):
        yield from texts_of(response, responses.slots_of(response))
