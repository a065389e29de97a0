"""What somebody wrote: shown to them, emptied when they go, and kept only for its time."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db.models import QuerySet

from consultations import numbers
from consultations.models import Consultation, Membership, Role
from consultations.privacy import periods
from consultations.privacy.retention import over
from deliberation.discussion import discussion
from deliberation.models import Contribution, ContributionRevision, ReadingMark, ThreadChange
from deliberation.numbers import CHANGES_DAYS
from deliberation.privacy.words import AFTER, WORDS_GONE, blank, written
from deliberation.privacy.words import taken_back as words_taken_back
from people.models import User
from people.privacy import retention
from people.privacy.registry import Erasing, Row, Section
from people.text.dates import when
from people.text.sentences import counted, many

State = Contribution.State
#: Kept under whoever brought it in, who said none of it.
OF_OTHERS = [Contribution.Source.ROOM, Contribution.Source.POLL_COMMENT]


def contributions(user: User) -> Iterator[Row]:
    """Every version of every contribution, whatever became of it."""
    mine = ContributionRevision.objects.filter(contribution__membership__in=places(user))
    mine = mine.exclude(contribution__source_kind__in=OF_OTHERS)
    for revision in mine.select_related("contribution__thread__area__consultation").order_by("pk").iterator():
        contribution = revision.contribution
        yield {
            "Consultation": str(contribution.thread.consultation),
            "In": contribution.thread.title,
            "Words": revision.body or WORDS_GONE,
            "Written": when(revision.at),
            "Version": str(revision.number),
            "State": contribution.get_state_display(),
            "Why it waits": contribution.held_because,
        }


def places(user: User) -> list[Membership]:
    """Also facilitators write in threads."""
    return list(user.memberships.all())


def read_so_far(user: User) -> Iterator[Row]:
    for mark in ReadingMark.objects.filter(membership__user=user).select_related("thread").order_by("pk"):
        yield {"Thread": mark.thread.title, "Last here": when(mark.at)}


SHOWN = [
    Section(
        "contributions", "What you wrote or said", contributions, order=60,
        why="It is what the findings rest on.",
        kept=f"{many(numbers.WORDS_MONTHS, 'month')} after the findings, or {numbers.SHORT_WORDS_MONTHS} where a "
        "consultation says so. Published quotes stay.",
    ),
    Section(
        "reading_marks", "How far you have read each discussion", read_so_far, order=61,
        why="So that you find what is new.", kept=f"{AFTER[:1].upper() + AFTER[1:]}, at the latest.",
    ),
]  # fmt: skip


def words(erasing: Erasing) -> None:
    """Everything the person said as a resident. What a facilitator wrote under their own name stays."""
    parts = Membership.objects.filter(user=erasing.user, role=Role.PARTICIPANT)
    said = Contribution.objects.filter(membership__in=parts)
    discussion.hide_all(said)
    blank(said)


def what_goes(user: User) -> tuple[list[str], list[str]]:
    said = Contribution.objects.filter(membership__user=user, membership__role=Role.PARTICIPANT).exclude(body="")
    if not (number := said.count()):
        return [], []
    words = f"The words of everything you wrote: {many(number, 'post')}, in all their versions."
    return (
        [words, "Messages about what you wrote, and your requests to look at a decision again."],
        ["Replies of others, in their place under an empty post. What others wrote about you, if anybody did."],
    )


def taken_back(now: datetime) -> QuerySet[Contribution]:
    """Withdrawn words are out of sight at once and of no further use."""
    return words_taken_back().filter(created_at__lte=now)


def old_words(now: datetime) -> QuerySet[Contribution]:
    return written().filter(thread__area__consultation__in=over(periods.words_until, now, Consultation.objects.all()))


def forget_marks(member: Membership) -> None:
    """As somebody leaves: how far they had read is of no use to anybody."""
    ReadingMark.objects.filter(membership=member).delete()


def marks(erasing: Erasing) -> None:
    ReadingMark.objects.filter(membership__user=erasing.user).delete()


def old_marks(now: datetime) -> QuerySet[ReadingMark]:
    ended = over(periods.words_until, now, Consultation.objects.all())
    return ReadingMark.objects.filter(thread__area__consultation__in=ended)


def old_changes(now: datetime) -> QuerySet[ThreadChange]:
    """Pages that have been open for longer look at the whole again."""
    return ThreadChange.objects.filter(at__lt=now - timedelta(days=CHANGES_DAYS - 1))


KEPT = [
    retention.Rule(
        "reading_marks", "How far somebody has read a discussion", "So that they find what is new",
        f"{AFTER[:1].upper() + AFTER[1:]}, at the latest.", 40,
        due=old_marks, purge=retention.delete, since="at",
    ),
    retention.Rule(
        "thread_changes", "Which posts of a discussion came or changed, without who or what",
        "Open pages are told what to fetch", f"Deleted within {counted(CHANGES_DAYS, 'day')}.", 41,
        due=old_changes, purge=retention.delete, since="at",
    ),
    retention.Rule(
        "taken_back", "What somebody wrote and took back", "They only wait for the daily deletion",
        f"Out of sight at once, deleted within {counted(numbers.WITHDRAWN_DAYS, 'day')}.", 30,
        due=taken_back, purge=blank, since="created_at",
    ),
    retention.Rule(
        "words", "What people wrote or said in discussions", "It is what the findings rest on",
        f"{AFTER}. Then only published quotes remain, and the empty places of the others.", 33,
        due=old_words, purge=blank, since="created_at",
    ),
]  # fmt: skip
