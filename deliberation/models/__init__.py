"""WHAT IS SAID, CHOSEN: threads, moderation, polls, ballots and live sessions."""

from deliberation.models.changes import ThreadChange
from deliberation.models.concerns import Concern
from deliberation.models.counting import CountSheet, Receipt, ShownFigure
from deliberation.models.discussion import (
    Contribution,
    ContributionRevision,
    HowKnown,
    ImportedRecord,
    MeetingNotice,
    ReadingMark,
    RecordMode,
    RecordStanding,
    TakenBackObjection,
    Thread,
)
from deliberation.models.entry import RetiredCode
from deliberation.models.experts import ExpertAnswer, ExpertCorrection, ExpertQuestion, QuestionSupport
from deliberation.models.floor import Hand, PauseSignal, Seat, SessionNote
from deliberation.models.house_rules import HouseRules, ListedNames
from deliberation.models.importing import RecordDraft
from deliberation.models.moderation import Appeal, AskedOfPanel, Claim, ModerationDecision, Reason
from deliberation.models.opinion import OpinionCount
from deliberation.models.paper import HandCount, HandCountRow, PaperSheet
from deliberation.models.poll_comments import PollComment
from deliberation.models.polls import Ballot, Option, Poll, Question, Wave
from deliberation.models.quiet import QuietWord
from deliberation.models.safeguarding import PrivateMessage, SafetyAlert, SafetyStep
from deliberation.models.sessions import AgendaSegment, FactIntroduced, FormerDay, SegmentRun, Session
from deliberation.models.signposts import LocalHelp
from deliberation.models.splitting import SplitProposal
from deliberation.models.statements import Conversation, Statement, StatementDecision
from deliberation.models.words import WordList

__all__ = [
    "AgendaSegment",
    "Appeal",
    "AskedOfPanel",
    "Ballot",
    "Claim",
    "Concern",
    "Contribution",
    "ContributionRevision",
    "Conversation",
    "CountSheet",
    "ExpertAnswer",
    "ExpertCorrection",
    "ExpertQuestion",
    "FactIntroduced",
    "FormerDay",
    "Hand",
    "HandCount",
    "HandCountRow",
    "HouseRules",
    "HowKnown",
    "ImportedRecord",
    "ListedNames",
    "LocalHelp",
    "MeetingNotice",
    "ModerationDecision",
    "OpinionCount",
    "Option",
    "PaperSheet",
    "PauseSignal",
    "Poll",
    "PollComment",
    "PrivateMessage",
    "Question",
    "QuestionSupport",
    "QuietWord",
    "ReadingMark",
    "Reason",
    "Receipt",
    "RecordDraft",
    "RecordMode",
    "RecordStanding",
    "RetiredCode",
    "SafetyAlert",
    "SafetyStep",
    "Seat",
    "SegmentRun",
    "Session",
    "SessionNote",
    "ShownFigure",
    "SplitProposal",
    "Statement",
    "StatementDecision",
    "TakenBackObjection",
    "Thread",
    "ThreadChange",
    "Wave",
    "WordList",
]
