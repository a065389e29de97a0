"""Decisions about posts, appeals and reports: shown to whom they concern, their words kept for a while only."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Q, QuerySet

from consultations import numbers
from consultations.access import Do
from consultations.models import Membership, Role, Stage
from consultations.privacy.my_data import parts
from deliberation.models import Appeal, Concern, Contribution, ModerationDecision, SplitProposal
from deliberation.moderation import concerns
from deliberation.privacy.words import WORDS_GONE, blank, forget_messages, removed, unanswered
from people.models import User
from people.privacy import retention
from people.privacy.registry import Erasing, Row, Section
from people.text.dates import when
from people.text.sanitising import shortened
from people.text.sentences import many


def decisions(user: User) -> Iterator[Row]:
    about = ModerationDecision.objects.filter(contribution__membership__in=parts(user))
    for decision in about.select_related("contribution", "decided_by__user").order_by("pk"):
        yield {
            "About": shortened(decision.contribution.body, 80) or WORDS_GONE,
            "Decision": decision.get_action_display(),
            "Reason": decision.get_reason_display(),
            "Message to you": decision.message_to_author,
            "By": decision.decided_by.public_name,
            "On": when(decision.decided_at),
        }
    splits = SplitProposal.objects.filter(contribution__membership__in=parts(user))
    for split in splits.select_related("contribution", "by__user").order_by("pk"):
        yield {
            "About": shortened(split.contribution.body, 80) or WORDS_GONE,
            "Asked": "Whether it may become two posts",
            "Message to you": split.note,
            "By": split.by.public_name,
            "Your answer": split.get_state_display(),
            "On": when(split.proposed_at),
        }


def appeals(user: User) -> Iterator[Row]:
    mine = Appeal.objects.filter(decision__contribution__membership__in=parts(user))
    for appeal in mine.select_related("decided_by__user").order_by("pk"):
        yield {
            "You wrote": appeal.grounds,
            "Sent": when(appeal.submitted_at),
            "Outcome": appeal.get_outcome_display() if appeal.outcome else "Waiting",
            "Reasons": appeal.reasons,
            "By": appeal.decided_by.public_name if appeal.decided_by else "",
            "On": when(appeal.decided_at),
        }


def raised(user: User) -> Iterator[Row]:
    mine = Concern.objects.filter(raised_by__user=user).select_related("contribution__thread", "answered_by__user")
    for concern in mine.order_by("pk"):
        yield {
            "In": concern.contribution.thread.title,
            "What is wrong": concern.get_reason_display() or "Something else",
            "Your words": concern.words,
            "Sent": when(concern.raised_at),
            "Read": when(concern.answered_at),
            "By": concern.answered_by.public_name if concern.answered_by else "",
            "What became of it": _outcome(concern),
        }


def _outcome(concern: Concern) -> str:
    if concern.answered_at is None:
        return "Waiting"
    return f"The post is now: {concern.contribution.get_state_display().lower()}"


SHOWN = [
    Section(
        "decisions",
        "Decisions about what you wrote",
        decisions,
        order=65,
        why="So that nothing is hidden without a reason and a name.",
        kept=f"The decision for good, the message to you for {many(numbers.REMOVED_MONTHS, 'month')}.",
    ),
    Section(
        "appeals",
        "Decisions you asked us to look at again",
        appeals,
        order=66,
        why="So that somebody else looks at a decision.",
        kept=f"The outcome for good, the words for {many(numbers.REMOVED_MONTHS, 'month')}.",
    ),
    Section(
        "concerns",
        "Posts you reported",
        raised,
        order=67,
        why="So that a facilitator looks at a post. Its author is not told that it was you.",
        kept=f"{many(numbers.REMOVED_MONTHS, 'month')} after it was answered.",
    ),
]


def concerns_raised(erasing: Erasing) -> None:
    Concern.objects.filter(raised_by__user=erasing.user).delete()


def reports_of_ones_posts(erasing: Erasing) -> None:
    """Their posts go, as when somebody leaves: nothing is left to look at, and who reported one is told."""
    for member in Membership.objects.filter(user=erasing.user, role=Role.PARTICIPANT):
        concerns.all_taken_back(member)


def messages(now: datetime) -> QuerySet[ModerationDecision]:
    """Messages to authors, also about posts that are back or were never removed."""
    old = ModerationDecision.objects.filter(decided_at__lte=retention.months_after(now, -numbers.REMOVED_MONTHS))
    waits = Q(appeal__in=unanswered())
    return old.filter(~Q(message_to_author="") | Q(appeal__isnull=False) & ~Q(appeal__grounds="")).exclude(waits)


def answered_long_ago(now: datetime) -> QuerySet[Concern]:
    """Also those that nobody answers any more: the post went by itself, or nobody may act on it now. What is held still
    waits for the decision that answers them."""
    end = retention.months_after(now, -numbers.REMOVED_MONTHS)
    shown = Q(contribution__state__in=[Contribution.State.VISIBLE, Contribution.State.HELD])
    acting = Q(contribution__thread__area__consultation__stage__in=[*Do.MODERATE.stages, Stage.PAUSED])
    return Concern.objects.filter(Q(answered_at__lte=end) | Q(answered_at=None, raised_at__lte=end) & ~(shown & acting))


KEPT = [
    retention.Rule(
        "removed",
        "Posts that were removed",
        "So that a removal can be appealed",
        f"{many(numbers.REMOVED_MONTHS, 'month')}, and until an appeal is answered. That something was removed, why "
        "and by whom stays.",
        31,
        due=removed,
        purge=blank,
        since="created_at",
    ),
    retention.Rule(
        "messages",
        "Messages to authors, and appeals",
        "To explain a decision",
        f"{many(numbers.REMOVED_MONTHS, 'month')} after the decision, and until an appeal is answered.",
        32,
        due=messages,
        purge=forget_messages,
        since="decided_at",
    ),
    retention.Rule(
        "concerns",
        "Reports about posts",
        "So that a facilitator looks at a post",
        f"{many(numbers.REMOVED_MONTHS, 'month')} after they were answered; where nobody answered any more, after "
        "they were sent.",
        36,
        due=answered_long_ago,
        purge=retention.delete,
        since="raised_at",
    ),
]
