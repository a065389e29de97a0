"""What the pages of an answer look up."""

from django.db.models import Prefetch
from django.shortcuts import get_object_or_404

from consultations.models import Consultation
from outcomes.answers import named_beside
from outcomes.models import AnswerErratum, Commitment, Finding, PoliceResponse, RecommendationResponse


def workspace_of(consultation: Consultation) -> PoliceResponse:
    return get_object_or_404(
        PoliceResponse.objects.select_related("report__consultation__force"), report__consultation=consultation
    )


def answers_of(response: PoliceResponse) -> list[RecommendationResponse]:
    """Every answer with its recommendation, findings, promises and corrections: four queries, however many.

    And, where bodies are named beside the force, with what they said of it themselves.
    """
    found = list(
        response.answers.select_related(
            "recommendation", "response__report__consultation", "decided", "owner__user"
        ).prefetch_related(
            Prefetch("errata", AnswerErratum.objects.select_related("seen_in_place_by__user")),
            Prefetch("commitments", Commitment.objects.order_by("due", "pk")),
            Prefetch("recommendation__findings", Finding.objects.select_related("area")),
        )
    )
    named_beside.note(found)
    return found


def slot_of(consultation: Consultation, number: int) -> RecommendationResponse:
    """The answer to the recommendation of this number, drafted or signed. 404 where there is none."""
    return get_object_or_404(
        RecommendationResponse.objects.select_related(
            "recommendation__proposed_in", "response__report__consultation", "owner__user"
        ),
        response__report__consultation=consultation,
        recommendation__number=number,
    )
