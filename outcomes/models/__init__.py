"""WHAT CAME OF IT: coding, findings, recommendations, the police answer and its promises."""

from outcomes.models.answer import (
    Commitment,
    PoliceResponse,
    ProgressUpdate,
    RecommendationResponse,
)
from outcomes.models.coding import Coding, Excerpt, NotRelevant, Stance, Theme
from outcomes.models.findings import (
    Breadth,
    FactualComment,
    Finding,
    FindingQuote,
    FindingsReport,
    GroupStance,
    OversightStatement,
    Recommendation,
)

__all__ = [
    "Breadth",
    "Coding",
    "Commitment",
    "Excerpt",
    "FactualComment",
    "Finding",
    "FindingQuote",
    "FindingsReport",
    "GroupStance",
    "NotRelevant",
    "OversightStatement",
    "PoliceResponse",
    "ProgressUpdate",
    "Recommendation",
    "RecommendationResponse",
    "Stance",
    "Theme",
]
