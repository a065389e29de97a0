"""What the pages of an answer look up."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.shortcuts import get_object_or_404

from audit.prepared import Prepared
from consultations.loading import keep
from consultations.models import Consultation
from outcomes.answers import named_beside
from outcomes.models import (
    AnswerErratum,
    Commitment,
    Finding,
    PoliceResponse,
    Recommendation,
    RecommendationResponse,
)


def workspace_of(consultation: Consultation) -> PoliceResponse:
    return get_object_or_404(
        PoliceResponse.objects.select_related("report__consultation__force"), report__consultation=consultation
    )


#: Of a report, what the pages of its answer do not print and is long.
UNREAD = ["summary", "sent", "counted", "versions", "conditions"]


def with_answer() -> QuerySet[Consultation]:
    """Each consultation with its report and the answer to it."""
    read = Consultation.objects.select_related("force", "report__response")
    return read.defer(*(f"report__{name}" for name in UNREAD))


def signed_of(consultation: Consultation) -> PoliceResponse | None:
    """The answer that everybody may read, of a consultation read with it."""
    response = getattr(getattr(consultation, "report", None), "response", None)
    return response if response is not None and response.is_signed else None


_ANSWERS: Prepared[RecommendationResponse, RecommendationResponse] = Prepared(
    lambda pk: RecommendationResponse.objects.filter(response=pk).select_related("recommendation", "decided"), int
)
_PROMISES: Prepared[Commitment, Commitment] = Prepared(
    lambda pk: Commitment.objects.filter(answer__response=pk).order_by("due", "pk"), int
)
_RESTS_ON: Prepared[Any, Any] = Prepared(
    lambda pk: (
        Recommendation.findings.through.objects.filter(recommendation__report=pk)
        .select_related("finding__area")
        .only("recommendation", "finding__title", "finding__order", "finding__area__order")
        .order_by("finding__area__order", "finding__order")
    ),
    int,
)


def printed_of(response: PoliceResponse, errata: Iterable[AnswerErratum]) -> list[RecommendationResponse]:
    """Every answer as the public page prints it, with these corrections of it: three queries, however many."""
    found = _ANSWERS(response.pk)
    promises, rests_on, corrected = defaultdict(list), defaultdict(list), defaultdict(list)
    for promise in _PROMISES(response.pk):
        promises[promise.answer_id].append(promise)
    for one in _RESTS_ON(response.report_id):
        rests_on[one.recommendation_id].append(one.finding)
    for erratum in errata:
        corrected[erratum.answer_id].append(erratum)
    for slot in found:
        slot.response = response
        keep(slot, "commitments", promises[slot.pk])
        keep(slot, "errata", corrected[slot.pk])
        keep(slot.recommendation, "findings", rests_on[slot.recommendation_id])
    named_beside.note(found)
    return found


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
