"""WHAT IS ASKED: consultations, technologies, briefings, groups and who belongs."""

from consultations.models.briefing import (
    ASKS,
    BriefingSection,
    BriefingVersion,
    CaseStory,
    DataCard,
    EvidenceFigure,
    RetentionRow,
    ReviewComment,
    SectionKind,
    Signoff,
    Source,
    SupplierRow,
)
from consultations.models.consultation import Consultation, DiscussionArea, Prompt, Stage
from consultations.models.joining import (
    Consent,
    Group,
    InvitationCode,
    Membership,
    ParticipantProfile,
    ParticipationToken,
    Role,
    TokenLink,
)
from consultations.models.technologies import Technology, UseCase

__all__ = [
    "ASKS",
    "BriefingSection",
    "BriefingVersion",
    "CaseStory",
    "Consent",
    "Consultation",
    "DataCard",
    "DiscussionArea",
    "EvidenceFigure",
    "Group",
    "InvitationCode",
    "Membership",
    "ParticipantProfile",
    "ParticipationToken",
    "Prompt",
    "RetentionRow",
    "ReviewComment",
    "Role",
    "SectionKind",
    "Signoff",
    "Source",
    "Stage",
    "SupplierRow",
    "Technology",
    "TokenLink",
    "UseCase",
]
