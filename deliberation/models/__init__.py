"""WHAT IS SAID, CHOSEN: threads, moderation, polls, ballots and live sessions."""

from deliberation.models.counting import CountSheet, Receipt
from deliberation.models.discussion import (
    Contribution,
    ContributionRevision,
    ImportedRecord,
    Thread,
)
from deliberation.models.moderation import Appeal, ModerationDecision, Reason
from deliberation.models.polling import Ballot, Option, Poll, Question, Wave
from deliberation.models.sessions import AgendaSegment, FactIntroduced, Session

__all__ = [
    "AgendaSegment",
    "Appeal",
    "Ballot",
    "Contribution",
    "ContributionRevision",
    "CountSheet",
    "FactIntroduced",
    "ImportedRecord",
    "ModerationDecision",
    "Option",
    "Poll",
    "Question",
    "Reason",
    "Receipt",
    "Session",
    "Thread",
    "Wave",
]
