"""What safeguarding holds about people: shown to whom it concerns, gone with them, private words for a while only."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from deliberation import numbers
from deliberation.models import PrivateMessage, SafetyAlert, SafetyStep
from people.models import User
from people.privacy import retention
from people.privacy.registry import Erasing, Row, Section
from people.text.dates import when
from people.text.sentences import many

Step = SafetyStep.Step


def private_words(user: User) -> Iterator[Row]:
    """For the author all of it; for a lead what the two of them wrote."""
    mine = PrivateMessage.objects.filter(Q(alert__author__user=user) | Q(lead__user=user))
    for message in mine.select_related("by__user", "alert__contribution__thread").order_by("pk"):
        yield {
            "About": message.alert.about_words,
            "By": "You" if message.by.user_id == user.pk else message.by.public_name,
            "Words": message.words,
            "Written": when(message.at),
        }


def alerts(user: User) -> Iterator[Row]:
    """What was noted about their words: the answers to the four questions, the step, the time."""
    for alert in SafetyAlert.objects.filter(author__user=user).prefetch_related("steps").order_by("pk"):
        for step in alert.steps.all():
            if not _is_kept_from_author(alert, step):
                yield {
                    "Noted": ", ".join(step.categories()),
                    "Step": step.get_step_display(),
                    "By": "A safeguarding lead",
                    "On": when(step.at),
                }
        yield {
            "Noted": "The safeguarding lead was told",
            "Step": "You agreed that the police are told" if alert.may_be_passed_on_at else "",
            "By": "",
            "On": when(alert.raised_at),
        }


def _is_kept_from_author(alert: SafetyAlert, step: SafetyStep) -> bool:
    """Whether others were told without the author's yes: the one who is at risk may be at risk from the author."""
    agreed = alert.may_be_passed_on_at
    if step.step == Step.PASSED_ON:
        return agreed is None or step.at < agreed
    return step.step in {Step.TOLD_SERVICES, Step.CALLED_999} and (step.at_risk or step.own_wrong)


SHOWN = [
    Section(
        "private_words",
        "What you and a safeguarding lead wrote to each other",
        private_words,
        order=68,
        why="So that somebody can help you.",
        kept=f"{many(numbers.PRIVATE_MONTHS, 'month')} after the last word.",
    ),
    Section(
        "safety",
        "What was noted for your safety",
        alerts,
        order=69,
        why="So that somebody looks after you: which of four questions was answered yes, what was done, and when. "
        "Others may have been told because a child or an adult was at risk. That is not shown on this page.",
        kept="As long as your place here. No words of yours are in it.",
    ),
]


def erase(erasing: Erasing) -> None:
    """The author's: alert, answers and private words, both sides of them. Of a lead, what they wrote stays with the
    author, whose it is too."""
    SafetyAlert.objects.filter(author__user=erasing.user, author__role="participant").delete()


def old_words(now: datetime) -> QuerySet[PrivateMessage]:
    """Both sides of a talk in which nothing was written for so long."""
    end = retention.months_after(now, -numbers.PRIVATE_MONTHS)
    newer = PrivateMessage.objects.filter(alert=OuterRef("alert"), lead=OuterRef("lead"), at__gt=end)
    return PrivateMessage.objects.filter(~Exists(newer), at__lte=end)


KEPT = [
    retention.Rule(
        "private_words",
        "What an author and a safeguarding lead write to each other",
        "So that somebody can help",
        f"{many(numbers.PRIVATE_MONTHS, 'month')} after the last word. That somebody was told, and what was done, "
        "stays without any words.",
        35,
        due=old_words,
        purge=retention.delete,
        since="at",
    ),
]
