"""What somebody said to the facilitators alone: shown to them, gone with them, kept for a while only."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import QuerySet

from consultations.models import Consultation, Membership
from consultations.privacy import periods
from consultations.privacy.retention import over
from deliberation import numbers
from deliberation.models import QuietWord
from people.models import User
from people.privacy import retention
from people.privacy.registry import Erasing, Row, Section
from people.text.dates import when
from people.text.sentences import many

KEPT_FOR = f"{many(numbers.PRIVATE_MONTHS, 'month')} after it was said"


def said(user: User) -> Iterator[Row]:
    for word in QuietWord.objects.filter(membership__user=user).select_related("thread", "session").order_by("pk"):
        yield {
            "In": word.place,
            "What": word.get_kind_display(),
            "Words": word.words,
            "Said": when(word.said_at),
            "Seen to": when(word.seen_at),
            "Answer": word.reply,
        }


SHOWN = [
    Section(
        "quiet_words",
        "What you said to the facilitators alone",
        said,
        order=63,
        why="So that somebody can be heard, or have a pause, without saying it aloud.",
        kept=f"{KEPT_FOR}, at the most.",
    ),
]


def forget(member: Membership) -> None:
    QuietWord.objects.filter(membership=member).delete()


def forget_user(erasing: Erasing) -> None:
    QuietWord.objects.filter(membership__user=erasing.user).delete()


def old_words(now: datetime) -> QuerySet[QuietWord]:
    long_ago = QuietWord.objects.filter(said_at__lte=retention.months_after(now, -numbers.PRIVATE_MONTHS))
    ended = over(periods.words_until, now, Consultation.objects.all())
    return long_ago | QuietWord.objects.filter(membership__consultation__in=ended)


KEPT = [
    retention.Rule(
        "quiet_words",
        "What somebody said to the facilitators alone",
        "So that they are heard, or have a pause",
        f"{KEPT_FOR}, at the most.",
        41,
        due=old_words,
        purge=retention.delete,
        since="said_at",
    ),
]
