"""Reporting a post: whoever reads it may ask the facilitators to look, and each request gets a named answer."""

from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from audit import clock
from audit.record import record
from consultations import access
from consultations.access import Do
from consultations.models import Consultation, Membership
from deliberation.models import Concern, Contribution, Reason
from people.errors import Refused
from people.text import within

State = Contribution.State
OTHER = "other"
#: What a reader may choose, in a reader's words. The facilitator's own list is longer (domain 7.2).
CHOICES = [
    (Reason.IDENT.value, "It could tell who somebody is"),
    (Reason.ABUSE.value, "It attacks or threatens somebody"),
    (Reason.SAFE.value, "Somebody may be at risk"),
    (Reason.SPAM.value, "It is advertising, or copied many times"),
    (OTHER, "Something else"),
]


@transaction.atomic
def raise_concern(contribution: Contribution, *, by: Any, reason: str, words: str = "") -> Concern:
    """Ask the facilitators to look at a post. Nothing is hidden by it: a person decides."""
    member = access.require(by, contribution.thread.consultation, Do.RAISE_CONCERN)
    if not contribution.thread.is_readable_by(member):
        raise access.NotAllowed("report a post that one cannot read")
    locked = Contribution.objects.select_for_update().get(pk=contribution.pk)
    if locked.state != State.VISIBLE:
        raise Refused("This post is not shown any more.")
    if locked.membership_id == member.pk:
        raise Refused("This post is yours. You can change it or withdraw it.")
    if reason not in dict(CHOICES):
        raise Refused("Choose what is wrong with it.")
    words = within(words, Concern.MAX_LENGTH)
    if reason == OTHER and not words:
        raise Refused("Say what is wrong with it.")
    if unanswered().filter(contribution=locked, raised_by=member).exists():
        raise Refused("You have reported this post already. A facilitator reads it.")
    raised = Concern.objects.create(
        contribution=locked, raised_by=member, reason="" if reason == OTHER else reason, words=words
    )
    _record("concern_raised", contribution, member)
    return raised


@transaction.atomic
def leave(contribution: Contribution, *, by: Any) -> int:
    """The post stays as it is: answers every open concern about it. Returns how many."""
    member = access.require(by, contribution.thread.consultation, Do.MODERATE)
    Contribution.objects.select_for_update().get(pk=contribution.pk)
    if not (answered := settle(contribution, member)):
        raise Refused("Somebody else has answered this already.")
    _record("concern_answered", contribution, member)
    return answered


def settle(contribution: Contribution, member: Membership) -> int:
    """Mark the open concerns about a post as answered by this facilitator. Within a transaction."""
    return unanswered().filter(contribution=contribution).update(answered_by=member, answered_at=clock.now())


def unanswered() -> QuerySet[Concern]:
    return Concern.objects.filter(answered_at=None)


def reported(consultation: Consultation) -> list[Contribution]:
    """The fifty posts on show whose concerns have waited longest."""
    posts = Contribution.objects.visible().filter(
        thread__area__consultation=consultation, concerns__in=unanswered()
    )  # fmt: skip
    found = posts.distinct().select_related("membership__user", "thread__group").prefetch_related("concerns")
    rows = sorted(found, key=lambda post: min(c.raised_at for c in post.concerns.all() if c.answered_at is None))
    return rows[:50]


def _record(action: str, contribution: Contribution, member: Membership) -> None:
    record(action, actor=member, subject=contribution, consultation=contribution.thread.consultation.slug)
