"""What a question to experts holds about whoever asked or supports it, and what goes with them."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Q, QuerySet

from consultations.models import Consultation, Membership
from consultations.privacy import periods
from consultations.privacy.retention import over
from deliberation.models import ExpertAnswer, ExpertCorrection, ExpertQuestion, QuestionSupport
from deliberation.privacy.words import AFTER
from people.models import User
from people.privacy import retention
from people.privacy.registry import Erasing, Row, Section
from people.text.dates import when

State = ExpertQuestion.State
PUT_STAYS = "A question of yours that was put to the experts, as it was put, without a way to you."


def asked(user: User) -> Iterator[Row]:
    for question in ExpertQuestion.objects.filter(asked_by__user=user).order_by("pk"):
        yield {
            "You asked": question.text,
            "Put as": question.wording,
            "On": when(question.asked_at),
            "State": question.get_state_display(),
            "Reason": question.reason,
        }
    for support in QuestionSupport.objects.filter(membership__user=user).select_related("question").order_by("pk"):
        yield {"You would like to know": str(support.question)}
    for answer in ExpertAnswer.objects.filter(author__user=user).select_related("question").order_by("pk"):
        yield {
            "You answered": str(answer.question),
            "As": answer.get_capacity_display(),
            "Your words": answer.body,
            "Sources": answer.sources,
            "State": answer.get_state_display(),
        }
    for one in ExpertCorrection.objects.filter(author__user=user).select_related("answer__question").order_by("pk"):
        yield {
            "You corrected the answer to": str(one.answer.question),
            "Your words": one.body,
            "State": one.get_state_display(),
        }


SHOWN = [
    Section(
        "expert_questions",
        "Questions to experts: yours, those you support, your answers",
        asked,
        order=69,
        why="So that somebody who knows answers them. The police and other experts are not told who asked.",
        kept=f"{AFTER[:1].upper() + AFTER[1:]}. The question as it was put stays, without a way to you; "
        "so does a published answer, with the name of whoever gave it.",
    ),
]


def forget(member: Membership) -> None:
    """As somebody leaves: what was not taken up goes, what was put stays as it was put, and nobody’s."""
    mine = ExpertQuestion.objects.filter(asked_by=member)
    mine.exclude(state__in=[State.SENT, State.ANSWERED]).delete()
    mine.update(asked_by=None, text="", key=None)
    QuestionSupport.objects.filter(membership=member).delete()


def forget_user(erasing: Erasing) -> None:
    """An answer nobody has published goes too; a published one is a public act by name."""
    for member in Membership.objects.filter(user=erasing.user):
        forget(member)
        ExpertCorrection.objects.filter(author=member).exclude(state=ExpertCorrection.State.PUBLISHED).delete()
        member.expert_answers.exclude(state=ExpertAnswer.State.PUBLISHED).delete()


def what_goes(user: User) -> tuple[list[str], list[str]]:
    put = ExpertQuestion.objects.filter(asked_by__user=user, state__in=[State.SENT, State.ANSWERED])
    return [], [PUT_STAYS] if put.exists() else []


def old_questions(now: datetime) -> QuerySet[ExpertQuestion]:
    ended = over(periods.words_until, now, Consultation.objects.all())
    held = Q(asked_by__isnull=False) | ~Q(text="") | Q(supports__isnull=False)
    return ExpertQuestion.objects.filter(held, consultation__in=ended).distinct()


def loosen(rows: QuerySet[ExpertQuestion]) -> int:
    keys = list(rows.values_list("pk", flat=True))
    QuestionSupport.objects.filter(question__in=keys).delete()
    return ExpertQuestion.objects.filter(pk__in=keys).update(asked_by=None, text="", key=None)


KEPT = [
    retention.Rule(
        "expert_questions",
        "Who asked or supports a question to experts, and the words as they were asked",
        "So that it is answered, and whoever asked is told",
        f"{AFTER[:1].upper() + AFTER[1:]}.",
        39,
        due=old_questions,
        purge=loosen,
        since="asked_at",
    ),
]
