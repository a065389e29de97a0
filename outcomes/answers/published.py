"""The signed answer, its promises and what became of them as published texts. Part of the answers room."""

from collections.abc import Iterable, Iterator, Sequence

from django.db.models import Model, Q, prefetch_related_objects

from audit import texts
from audit.texts import Text
from consultations.models import Consultation, Membership
from outcomes.answers import responses
from outcomes.models import (
    AnswerErratum,
    Commitment,
    Decision,
    OtherEvidence,
    PoliceResponse,
    RecommendationResponse,
)
from outcomes.models.answers import LEFT_OPEN

Slots = list[RecommendationResponse]
UPDATE = ["text", "evidence_url", "state", "author", "at"]
TAKEN_BACK = [
    "verified_by", "verified_on", "evidence_url", "reported_done_on", "days_late",
    "by", "on", "reason", "was_completed",
]  # fmt: skip


SAW = ["seen_in_place_by", "seen_in_place_on", "seen_in_place_why"]
NOT_SHOWN = ["not_shown_by", "not_shown_on", "not_shown_why", "not_shown_evidence"]
LOOK = ["shown", "why", "by", "on", "evidence_url"]
_SLOTS = RecommendationResponse.objects.select_related("recommendation", "response__report__consultation")


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


def _rows(found: Iterable[Model], names: Sequence[str]) -> list[list[object]]:
    """By their keys; of whoever is named, the key."""
    rows = sorted(found, key=lambda one: one.pk)
    return [[getattr(one, one._meta.get_field(name).attname) for name in names] for one in rows]  # type: ignore[union-attr]


def standing_text(promise: Commitment, number: int, consultation: Consultation) -> Text:
    """What became of a promise: its standing, whose days it was late by, who checked it, and every update."""
    updates, back = _rows(promise.updates.all(), UPDATE), _rows(promise.taken_back.all(), TAKEN_BACK)
    parts: dict[str, object] = {
        "the standing": [promise.state, promise.evidence_url, promise.reported_done_on, promise.held_then],
        "the days": [promise.days_paused, promise.days_with_panel, promise.days_as_verified],
        "the check": [promise.verified_by_id, promise.verified_at, promise.was_verified_on, promise.taken_back_on],
        "the dropping": [promise.dropped_on, promise.dropped_reason],
        "the updates": updates,
        "the checks that were taken back": back,
    }
    if held := sorted((one.pk, one.held_by_id) for one in promise.taken_back.all() if one.held_by_id is not None):
        parts["who says that the evidence held"] = [list(row) for row in held]
    title = f"Standing of the promise under recommendation {number} of “{consultation}”"
    return Text("standing", promise, title, consultation.slug, parts)


def standing_now(promise: Commitment) -> Text:
    """As the database has it now."""
    found = Commitment.objects.select_related("answer__recommendation", "answer__response__report__consultation")
    kept = found.get(pk=promise.pk)
    return standing_text(kept, kept.answer.recommendation.number, kept.of_consultation)


def left_open_text(slot: RecommendationResponse, consultation: Consultation) -> Text:
    """What stands beside the lateness of an answer that left something open, decided since or not."""
    title = f"Days of what was left open of recommendation {slot.recommendation.number} of “{consultation}”"
    return Text("left open", slot, title, consultation.slug, {"the days of pauses": slot.days_paused})


def _both_of(promise: Commitment, number: int, consultation: Consultation) -> Iterator[Text]:
    yield promise_text(promise, number, consultation)
    yield standing_text(promise, number, consultation)


def texts_of(response: PoliceResponse, slots: Slots) -> Iterator[Text]:
    """The answer, what it left open, and each promise with its standing, those that came with a later decision too."""
    yield text_of(response, slots)
    promises = [promise for slot in slots for promise in slot.commitments.all()]
    prefetch_related_objects(promises, "updates", "taken_back")
    for slot in slots:
        if slot.status in LEFT_OPEN:
            yield left_open_text(slot, response.report.consultation)
        for promise in slot.commitments.all():
            yield from _both_of(promise, slot.recommendation.number, response.report.consultation)


def looks_text(slot: RecommendationResponse) -> Text:
    """What the panel saw of what is said to be in place, and found not to be shown: now, and before other looks or
    corrections took its place."""
    consultation = slot.response.report.consultation
    corrected = [one for one in slot.errata.all() if one.seen_in_place_on is not None]
    parts: dict[str, object] = {
        "what the panel saw": _rows([slot], SAW),
        "what the panel found not to be shown": _rows([slot], NOT_SHOWN),
        "what the panel had seen before": _rows(slot.earlier_looks.all(), LOOK),
        "what the panel had seen before a correction": _rows(corrected, SAW),
    }
    title = f"What the panel saw in place under recommendation {slot.recommendation.number} of “{consultation}”"
    return Text("looks", slot, title, consultation.slug, parts)


def looks_now(slot: RecommendationResponse) -> Text:
    """As the database has it now."""
    return looks_text(_SLOTS.all().get(pk=slot.pk))


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


def evidence_text(given: OtherEvidence) -> Text:
    consultation = given.answer.response.report.consultation
    parts: dict[str, object] = {
        "the link": given.link,
        "the link before": given.before,
        "the reason": given.why,
        "the signature": [given.signed_by_name, given.signed_by_role, given.at],
    }
    title = f"Other evidence for recommendation {given.answer.recommendation.number} of “{consultation}”"
    return Text("other evidence", given, title, consultation.slug, parts)


def decided(made: Decision, member: Membership) -> None:
    """As what was left open is decided: the decision, and the promise made with it as it stands."""
    number, consultation = made.answer.recommendation.number, made.answer.response.report.consultation
    texts.publish(decision_text(made), by=member)
    for promise in made.promises.all():
        for text in _both_of(promise, number, consultation):
            texts.publish(text, by=member)


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
    looked = Q(seen_in_place_on__isnull=False) | Q(not_shown_on__isnull=False) | Q(earlier_looks__isnull=False)
    looked |= Q(errata__seen_in_place_on__isnull=False)
    for slot in _SLOTS.filter(looked).prefetch_related("earlier_looks", "errata").distinct().order_by("pk"):
        yield looks_text(slot)
    given = OtherEvidence.objects.select_related("answer__recommendation", "answer__response__report__consultation")
    for one in given.order_by("pk"):
        yield evidence_text(one)
