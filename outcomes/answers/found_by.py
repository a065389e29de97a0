"""Words by which a consultation is found: of what came of it that everybody reads. Part of the answers room."""

from typing import Any

from django.db.models import Q, QuerySet

from outcomes.models import Commitment, FindingsReport, PoliceResponse, Recommendation, RecommendationResponse

Keys = QuerySet[Any, int]


def recommendations(words: str) -> Keys:
    """What was asked for, once the report is out. Keys of consultations."""
    found = Recommendation.objects.filter(Q(title__icontains=words) | Q(text__icontains=words))
    found = found.filter(report__state=FindingsReport.State.PUBLISHED).order_by()
    return found.values_list("report__consultation", flat=True)


def answers(words: str) -> Keys:
    """What the police answered, or decided later, once they signed."""
    said = Q(reasons__icontains=words) | Q(decided__reasons__icontains=words)
    found = RecommendationResponse.objects.filter(said, response__state=PoliceResponse.State.SIGNED).order_by()
    return found.values_list("response__report__consultation", flat=True)


def promises(words: str) -> Keys:
    """What was promised, once it is signed."""
    found = Commitment.objects.filter(text__icontains=words, answer__response__state=PoliceResponse.State.SIGNED)
    return found.order_by().values_list("answer__response__report__consultation", flat=True)
