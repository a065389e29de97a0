"""What people wrote: how long it is kept, and how it is emptied. For every room that holds some of it."""

from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from consultations import numbers
from consultations.access import Do
from consultations.models import Role, Stage
from deliberation.index import words as index
from deliberation.models import Appeal, Concern, Contribution, ContributionRevision, ModerationDecision, SplitProposal
from people.privacy import retention
from people.text.sentences import many

WORDS_GONE = "These words are no longer kept."
State, Action = Contribution.State, ModerationDecision.Action
AFTER = (
    f"{many(numbers.WORDS_MONTHS, 'month')} after the findings "
    f"({numbers.SHORT_WORDS_MONTHS} where a consultation says so)"
)


def written() -> QuerySet[Contribution]:
    return Contribution.objects.exclude(body="")


def removed(now: datetime) -> QuerySet[Contribution]:
    """Long enough for every appeal, and until the last one is answered; then nobody needs the words."""
    late = ModerationDecision.objects.filter(
        contribution=OuterRef("pk"),
        action=Action.REMOVE,
        decided_at__gt=retention.months_after(now, -numbers.REMOVED_MONTHS),
    )
    waits = unanswered().filter(decision__contribution=OuterRef("pk"))
    return written().filter(~Exists(late), ~Exists(waits), state=State.REMOVED)


def unanswered() -> QuerySet[Appeal]:
    """Appeals that somebody can still answer: what they are about is there until they do."""
    stages = [*Do.DECIDE_APPEAL.stages, Stage.PAUSED]
    return Appeal.objects.filter(outcome="", decision__contribution__thread__area__consultation__stage__in=stages)


def taken_back() -> QuerySet[Contribution]:
    """Taken back, also by leaving: whoever leaves takes along what was removed before. That it was, and why, stays."""
    left = Q(state=State.REMOVED, membership__role=Role.PARTICIPANT, membership__withdrawn_at__isnull=False)
    return written().filter(Q(state=State.WITHDRAWN) | left)


def blank(said: QuerySet[Contribution]) -> int:
    """Take the words out of contributions, out of every version, and out of what was written about them.

    The rows stay: replies hang on them, and the report counts them. Returns how many had words.
    """
    keys = list(said.values_list("pk", flat=True))
    ContributionRevision.objects.filter(contribution__in=keys).update(body="")
    forget_messages(ModerationDecision.objects.filter(contribution__in=keys))
    Concern.objects.filter(contribution__in=keys).update(words="")
    SplitProposal.objects.filter(contribution__in=keys).update(note="")
    emptied = Contribution.objects.filter(pk__in=keys).update(body="", submission_key=None)
    if emptied:
        index.tidy()
    return emptied


def forget_messages(decisions: QuerySet[ModerationDecision]) -> int:
    """Messages quote what they are about. Action, reason, decider and day stay."""
    Appeal.objects.filter(decision__in=decisions).update(grounds="", reasons="")
    return decisions.update(message_to_author="")
