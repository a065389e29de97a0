"""Posts somebody reported: shown to them, gone when they go, and the words kept as long as those of a decision."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Q, QuerySet

from consultations import numbers
from consultations.access import Do
from consultations.models import Stage
from deliberation.models import Concern, Contribution
from people.models import User
from people.privacy import registry, retention
from people.privacy.registry import Erasing, Row
from people.text.dates import when
from people.text.sentences import many


@registry.holds(
    "concerns", "Posts you reported", order=67,
    why="So that a facilitator looks at a post. Its author is not told that it was you.",
    kept=f"{many(numbers.REMOVED_MONTHS, 'month')} after it was answered.",
)  # fmt: skip
def raised(user: User) -> Iterator[Row]:
    mine = Concern.objects.filter(raised_by__user=user).select_related("contribution__thread", "answered_by__user")
    for concern in mine.order_by("pk"):
        yield {
            "In": concern.contribution.thread.title, "What is wrong": concern.get_reason_display() or "Something else",
            "Your words": concern.words, "Sent": when(concern.raised_at), "Read": when(concern.answered_at),
            "By": concern.answered_by.public_name if concern.answered_by else "",
            "What became of it": _outcome(concern),
        }  # fmt: skip


def _outcome(concern: Concern) -> str:
    if concern.answered_at is None:
        return "Waiting"
    return f"The post is now: {concern.contribution.get_state_display().lower()}"


@registry.erases(order=20)
def concerns_raised(erasing: Erasing) -> None:
    Concern.objects.filter(raised_by__user=erasing.user).delete()


def answered_long_ago(now: datetime) -> QuerySet[Concern]:
    """Also those that nobody answers any more: the post went by itself, or nobody may act on it now."""
    end = retention.months_after(now, -numbers.REMOVED_MONTHS)
    shown = Q(contribution__state=Contribution.State.VISIBLE)
    acting = Q(contribution__thread__area__consultation__stage__in=[*Do.MODERATE.stages, Stage.PAUSED])
    return Concern.objects.filter(
        Q(answered_at__lte=end) | Q(answered_at=None, raised_at__lte=end) & ~(shown & acting)
    )  # fmt: skip


def delete(rows: QuerySet[Concern]) -> int:
    return rows.delete()[0]


retention.add(
    retention.Rule(
        "concerns", "Reports about posts", "So that a facilitator looks at a post",
        f"{many(numbers.REMOVED_MONTHS, 'month')} after they were answered; where nobody answered any more, after "
        "they were sent.", 36,
        due=answered_long_ago, purge=delete, since="raised_at",
    )
)  # fmt: skip
