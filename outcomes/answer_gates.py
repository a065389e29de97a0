"""Gates F and G: what must be there before the answer is published, tracked and the consultation completed."""

from datetime import timedelta

from audit import clock
from consultations.models import Consultation, Stage
from consultations.stages import Missing, gate, on_arrival, shared
from outcomes import commitments, responses
from outcomes.models import Commitment, FindingsReport, PoliceResponse, RecommendationResponse


@on_arrival(Stage.FINDINGS_PUBLISHED)
def open_the_response_workspace(consultation: Consultation) -> None:
    responses.start(FindingsReport.objects.get(consultation=consultation))


def _draft(consultation: Consultation) -> tuple[PoliceResponse | None, list[RecommendationResponse]]:
    response = responses.response_of(consultation)
    return response, responses.slots_of(response) if response else []


@gate("publish_response")
def every_recommendation_is_answered(consultation: Consultation) -> list[Missing]:
    response, slots = shared(consultation, _draft)
    if response is None:
        return [Missing("There is no draft answer yet.", "response")]
    return [Missing(text, "response") for text in responses.unready(response, slots)]


@gate("publish_response")
def the_answer_is_signed(consultation: Consultation) -> list[Missing]:
    response, _ = shared(consultation, _draft)
    if response is not None and response.is_signed:
        return []
    return [Missing("The accountable officer has not signed.", "sign")]


@gate("publish_response")
def claims_are_shown(consultation: Consultation) -> list[Missing]:
    _, slots = shared(consultation, _draft)
    return [
        Missing(f"Recommendation {slot.recommendation.number} {warning}.", "response", soft=True)
        for slot in slots
        for warning in responses.warnings(slot)
    ]


@gate("follow_up")
def the_day_after_with_promises(consultation: Consultation) -> list[Missing]:
    response = responses.response_of(consultation)
    if response is None or response.signed_at is None:
        return [Missing("There is no signed answer.", "response")]
    if clock.today() < (response.signed_at + timedelta(days=1)).date():
        return [Missing("Tracking starts the day after the answer.", "promises")]
    if not commitments.of(consultation).exists():
        return [Missing("The answer holds no promises to track.", "promises")]
    return []


@gate("complete")
def every_promise_is_settled(consultation: Consultation) -> list[Missing]:
    settled = (Commitment.State.DONE_VERIFIED, Commitment.State.DROPPED)
    left = commitments.of(consultation).exclude(state__in=settled).count()
    if not left:
        return []
    return [Missing(f"{left} promise{'s are' if left != 1 else ' is'} neither verified nor dropped.", "promises")]
