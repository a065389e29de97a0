"""Until when: what people wrote, what was taken back or removed, and messages about it."""

from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from consultations import numbers
from consultations.models import Consultation
from consultations.privacy import periods
from consultations.privacy.retention import over
from deliberation.models import Contribution, ModerationDecision
from deliberation.privacy.erasing import blank, forget_messages
from people.privacy import retention
from people.text.sentences import counted, many

State, Action = Contribution.State, ModerationDecision.Action


def written() -> QuerySet[Contribution]:
    return Contribution.objects.exclude(body="")


def taken_back(now: datetime) -> QuerySet[Contribution]:
    """Withdrawn words are out of sight at once and of no further use."""
    return written().filter(state=State.WITHDRAWN, created_at__lte=now)


def removed(now: datetime) -> QuerySet[Contribution]:
    """Long enough for every appeal; then nobody needs the words."""
    late = ModerationDecision.objects.filter(
        contribution=OuterRef("pk"), action=Action.REMOVE,
        decided_at__gt=retention.months_after(now, -numbers.REMOVED_MONTHS),
    )  # fmt: skip
    return written().filter(~Exists(late), state=State.REMOVED)


def messages(now: datetime) -> QuerySet[ModerationDecision]:
    """Messages to authors, also about posts that are back or were never removed."""
    old = ModerationDecision.objects.filter(decided_at__lte=retention.months_after(now, -numbers.REMOVED_MONTHS))
    return old.filter(~Q(message_to_author="") | Q(appeal__isnull=False) & ~Q(appeal__grounds=""))


def old_words(now: datetime) -> QuerySet[Contribution]:
    return written().filter(thread__area__consultation__in=over(periods.words_until, now, Consultation.objects.all()))


AFTER = (
    f"{many(numbers.WORDS_MONTHS, 'month')} after the findings "
    f"({numbers.SHORT_WORDS_MONTHS} where a consultation says so)"
)
retention.add(
    retention.Rule(
        "taken_back", "What somebody wrote and took back", "They only wait for the daily deletion",
        f"Out of sight at once, deleted within {counted(numbers.WITHDRAWN_DAYS, 'day')}.", 30,
        due=taken_back, purge=blank, since="created_at",
    ),
    retention.Rule(
        "removed", "Posts that were removed", "So that a removal can be appealed",
        f"{many(numbers.REMOVED_MONTHS, 'month')}. That something was removed, why and by whom stays.", 31,
        due=removed, purge=blank, since="created_at",
    ),
    retention.Rule(
        "messages", "Messages to authors, and appeals", "To explain a decision",
        f"{many(numbers.REMOVED_MONTHS, 'month')} after the decision.", 32,
        due=messages, purge=forget_messages, since="decided_at",
    ),
    retention.Rule(
        "words", "What people wrote or said", "It is what the findings rest on",
        f"{AFTER}. Then only published quotes remain, and the empty places of the others.", 33,
        due=old_words, purge=blank, since="created_at",
    ),
    retention.Rule(
        "own_words", "Answers to a poll in own words", "To read what no choice of answers covers",
        "Until the link to you is destroyed. That you answered stays counted.", 34,
    ),
)  # fmt: skip
