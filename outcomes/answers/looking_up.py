"""What the pages of an answer look up."""

from django.db.models import Prefetch
from django.shortcuts import get_object_or_404

from consultations.models import Consultation
from outcomes.models import Commitment, Finding, PoliceResponse, RecommendationResponse


def workspace_of(consultation: Consultation) -> PoliceResponse:
    return get_object_or_404(
        PoliceResponse.objects.select_related("report__consultation__force"), report__consultation=consultation
    )


def answers_of(response: PoliceResponse) -> list[RecommendationResponse]:
    """Every answer with its recommendation, findings, promises and corrections: four queries, however many."""
    return list(
        response.answers.select_related(
            "recommendation", "response__report__consultation", "decided", "owner__user"
        ).prefetch_related(
            "errata",
            Prefetch("commitments", Commitment.objects.order_by("due", "pk")),
            Prefetch("recommendation__findings", Finding.objects.select_related("area")),
        )
    )


def slot_of(consultation: Consultation, number: int) -> RecommendationResponse:
    """The answer to the recommendation of this number, drafted or signed. 404 where there is none."""
    return get_object_or_404(
        RecommendationResponse.objects.select_related(
            "recommendation__proposed_in", "response__report__consultation", "owner__user"
        ),
        response__report__consultation=consultation,
        recommendation__number=number,
    )
