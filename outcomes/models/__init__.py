"""WHAT CAME OF IT: coding, findings, recommendations, the police answer and its promises."""

from outcomes.models.answers import (
    AnswerErratum,
    Decision,
    EarlierLook,
    OtherEvidence,
    PoliceResponse,
    RecommendationResponse,
)
from outcomes.models.codebook import ThemeChange
from outcomes.models.coding import SIDES, Coding, Excerpt, NotRelevant, QuoteRefusal, Stance, Theme, is_against
from outcomes.models.drafts import DraftComment, DraftVersion
from outcomes.models.easy_read import EasyRead
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
from outcomes.models.made import BriefingFile, MadeFile, ReportBundle, ReportFile, SummaryFile, WholeFile
from outcomes.models.news import News
from outcomes.models.promises import Commitment, ProgressUpdate, TakenBack
from outcomes.models.reliability import Disagreement, DoubleCoding, DrawnBefore, Sampled
from outcomes.models.suggestions import Suggestion, SuggestionRun, SuggestionsOn
from outcomes.models.verdicts import Choice, ReasonWordsOut, VerdictCount, VerdictReason, VerdictReply, VerdictRoll

__all__ = [
    "SIDES",
    "AnswerErratum",
    "Breadth",
    "BriefingFile",
    "Choice",
    "Coding",
    "Commitment",
    "Decision",
    "Disagreement",
    "DoubleCoding",
    "DraftComment",
    "DraftVersion",
    "DrawnBefore",
    "EarlierLook",
    "EasyRead",
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
    "OtherEvidence",
    "OversightStatement",
    "PoliceResponse",
    "ProgressUpdate",
    "ProposedErratum",
    "QuoteRefusal",
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
