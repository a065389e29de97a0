"""WHAT CAME OF IT: coding, findings, recommendations, the police answer and its promises."""

from outcomes.models.answers import (
    AnswerErratum,
    Decision,
    EarlierLook,
    PoliceResponse,
    RecommendationResponse,
)
from outcomes.models.codebook import ThemeChange
from outcomes.models.coding import SIDES, Coding, Excerpt, NotRelevant, Stance, Theme, is_against
from outcomes.models.drafts import DraftComment, DraftVersion
from outcomes.models.findings import (
    Breadth,
    Erratum,
    FactualComment,
    Finding,
    FindingQuote,
    FindingsReport,
    GroupStance,
    OversightStatement,
    ProposedErratum,
    Recommendation,
)
from outcomes.models.labels import HigherLabel
from outcomes.models.made import MadeFile, ReportBundle, ReportFile, SummaryFile, WholeFile
from outcomes.models.news import News
from outcomes.models.promises import Commitment, ProgressUpdate, TakenBack
from outcomes.models.reliability import Disagreement, DoubleCoding, Sampled
from outcomes.models.suggestions import Suggestion, SuggestionRun, SuggestionsOn
from outcomes.models.verdicts import Choice, ReasonWordsOut, VerdictCount, VerdictReason, VerdictReply, VerdictRoll

__all__ = [
    "SIDES",
    "AnswerErratum",
    "Breadth",
    "Choice",
    "Coding",
    "Commitment",
    "Decision",
    "Disagreement",
    "DoubleCoding",
    "DraftComment",
    "DraftVersion",
    "EarlierLook",
    "Erratum",
    "Excerpt",
    "FactualComment",
    "Finding",
    "FindingQuote",
    "FindingsReport",
    "GroupStance",
    "HigherLabel",
    "MadeFile",
    "News",
    "NotRelevant",
    "OversightStatement",
    "PoliceResponse",
    "ProgressUpdate",
    "ProposedErratum",
    "ReasonWordsOut",
    "Recommendation",
    "RecommendationResponse",
    "ReportBundle",
    "ReportFile",
    "Sampled",
    "Stance",
    "Suggestion",
    "SuggestionRun",
    "SuggestionsOn",
    "SummaryFile",
    "TakenBack",
    "Theme",
    "ThemeChange",
    "VerdictCount",
    "VerdictReason",
    "VerdictReply",
    "VerdictRoll",
    "WholeFile",
    "is_against",
]
