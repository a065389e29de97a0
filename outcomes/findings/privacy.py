"""Participants' comments on draft findings: shown to them, gone with them, and kept only for their time."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import QuerySet

from consultations.models import Consultation, Membership, Role
from consultations.privacy import periods
from consultations.privacy.my_data import parts
from consultations.privacy.retention import over
from deliberation.counting import shown_before
from deliberation.models import ShownFigure
from deliberation.privacy.words import AFTER
from outcomes.models import FactualComment
from people.models import User
from people.privacy import retention
from people.privacy.registry import Erasing, Row, Section
from people.text.dates import when


def comments(user: User) -> Iterator[Row]:
    mine = FactualComment.objects.filter(author__in=parts(user)).select_related("report__consultation", "finding")
    for comment in mine:
        yield {
            "Consultation": str(comment.report.consultation),
            "About": str(comment.finding or "The whole draft"),
            "You wrote": comment.text,
            "On": when(comment.at),
        }


SHOWN = [
    Section(
        "comments",
        "Your comments on the draft findings",
        comments,
        order=75,
        why="To see whether the findings are what people said.",
        kept="As long as what you wrote.",
    ),
]


def forget_comments(member: Membership) -> None:
    """As somebody leaves: what they wrote to the facilitators about the draft goes with what they wrote elsewhere."""
    FactualComment.objects.filter(author=member, from_police=False).delete()


def comments_of(erasing: Erasing) -> None:
    FactualComment.objects.filter(author__user=erasing.user, author__role=Role.PARTICIPANT).delete()


def old_comments(now: datetime) -> QuerySet[FactualComment]:
    """Participants' comments. What the police wrote is printed with the findings."""
    ended = over(periods.words_until, now, Consultation.objects.all())
    return FactualComment.objects.filter(
        report__consultation__in=ended, from_police=False, author__role=Role.PARTICIPANT
    )


def uncounted(now: datetime) -> QuerySet[ShownFigure]:
    """Of drafts that nothing is counted for any more: withdrawn, or without the words it was counted from."""
    of = shown_before.behind_findings()
    among = Consultation.objects.filter(pk__in=of.values("consultation"))
    ended = {*over(periods.words_until, now, among), *over(lambda c: c.withdrawn_at, now, among)}
    return of.filter(consultation__in=ended)


KEPT = [
    retention.Rule(
        "behind_findings",
        "How far the counts of a draft finding differ in their people, as sums without names",
        "So that a later count does not tell what one person said",
        "Until the findings are published, or the consultation is withdrawn; else as long as posts.",
        3,
        due=uncounted,
        purge=shown_before.forget_behind_findings,
        since="shown_on",
    ),
    retention.Rule(
        "comments",
        "Participants’ comments on a draft",
        "To check the findings",
        f"{AFTER}.",
        3,
        due=old_comments,
        purge=retention.delete,
        since="at",
    ),
]
