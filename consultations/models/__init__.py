"""WHAT IS ASKED: consultations, technologies, briefings, groups and who belongs."""

from consultations.models.briefing import ASKS, BriefingSection, BriefingVersion, SectionKind
from consultations.models.changes import ChangeWord, TechnologyChange
from consultations.models.consultation import Consultation, Stage
from consultations.models.deployments import DeploymentRecord
from consultations.models.erased import ErasedResidents
from consultations.models.evidence import (
    CaseStory,
    DataCard,
    DecisionStep,
    EvidenceFigure,
    RetentionRow,
    Source,
    SupplierRow,
)
from consultations.models.facts import AskedFact
from consultations.models.forces import Area, Force
from consultations.models.glossary import GlossaryTerm
from consultations.models.groups import Group
from consultations.models.joining import Arrival, InvitationCode, Newcomer
from consultations.models.membership import E_MAILS, POLICE, STAFF, Consent, Membership, Role
from consultations.models.offers import Offer
from consultations.models.register import Technology, TechnologyDocument, TechnologyLog, UseCase
from consultations.models.review import ReadMark, ReviewComment, Signoff
from consultations.models.seats import SeatNotice, SeatObjection
from consultations.models.source_checks import OpenedSource
from consultations.models.standings import Standpoint
from consultations.models.terms import TermChange, WaitAgreement
from consultations.models.tokens import KeptTable, ParticipantProfile, ParticipationToken, TokenLink
from consultations.models.topic_guide import DiscussionArea, Prompt
from consultations.models.translations import Translation, TranslationWriter
from consultations.models.withdrawals import WithdrawalAgreement, WithdrawalRequest

__all__ = [
    "ASKS",
    "E_MAILS",
    "POLICE",
    "STAFF",
    "Area",
    "Arrival",
    "AskedFact",
    "BriefingSection",
    "BriefingVersion",
    "CaseStory",
    "ChangeWord",
    "Consent",
    "Consultation",
    "DataCard",
    "DecisionStep",
    "DeploymentRecord",
    "DiscussionArea",
    "ErasedResidents",
    "EvidenceFigure",
    "Force",
    "GlossaryTerm",
    "Group",
    "InvitationCode",
    "KeptTable",
    "Membership",
    "Newcomer",
    "Offer",
    "OpenedSource",
    "ParticipantProfile",
    "ParticipationToken",
    "Prompt",
    "ReadMark",
    "RetentionRow",
    "ReviewComment",
    "Role",
    "SeatNotice",
    "SeatObjection",
    "SectionKind",
    "Signoff",
    "Source",
    "Stage",
    "Standpoint",
    "SupplierRow",
    "Technology",
    "TechnologyChange",
    "TechnologyDocument",
    "TechnologyLog",
    "TermChange",
    "TokenLink",
    "Translation",
    "TranslationWriter",
    "UseCase",
    "WaitAgreement",
    "WithdrawalAgreement",
    "WithdrawalRequest",
]
