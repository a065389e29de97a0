"""Reporting a post: whoever reads it may ask the facilitators to look, and each request gets a named answer."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from audit import clock
from audit.record import record
from consultations import access
from consultations.access import Do
from consultations.models import Consultation, Membership, Role
from deliberation.discussion import discussion
from deliberation.models import Claim, Concern, Contribution, ContributionRevision, ModerationDecision, Reason
from deliberation.moderation import notifications, queue
from deliberation.moderation.own import refuse_own
from deliberation.safeguarding.notifications import lead_is_told_of_report
from people import limits
from people.errors import Refused
from people.models import Person
from people.text.sanitising import within

Action = ModerationDecision.Action
OTHER = "other"
#: What a reader may choose, in a reader's words. The facilitator's own list is longer (domain 7.2).
CHOICES = [
    (Reason.IDENT.value, "It could tell who somebody is"),
    (Reason.ABUSE.value, "It attacks or threatens somebody"),
    (Reason.SAFE.value, "Somebody may be at risk"),
    (Reason.SPAM.value, "It is advertising, or copied many times"),
    (OTHER, "Something else"),
]
#: Reports of one post for one reason, by readers without a place, that wait at once: more say nothing new.
MOST_WAITING = 5
OF_ONE = 20  # reports of one member that wait at once, here
WINDOW = 6 * 60  # minutes


class Overtaken(Refused):
    """Two decided at once: the other one stands."""


class Passer:
    """In the record: a reader without a place in the consultation."""

    audit_name, audit_role = "a reader", ""


@transaction.atomic
def raise_concern(
    contribution: Contribution, *, by: Person, reason: str, words: str = "", keys: Iterable[object] = ()
) -> Concern:
    """Ask the facilitators to look at a post. Nothing is hidden by it: a person decides.

    Whoever reads an open thread may, without an account: `keys` (a network address) then bounds how often. Raises
    NotAllowed, Refused, and limits.TooMany.
    """
    thread = contribution.thread
    member = access.membership_of(by, thread.consultation)
    if not discussion.may_be_reported(thread, member):
        raise access.NotAllowed("report a post")
    if not access.fits_stage(thread.consultation, Do.RAISE_CONCERN):
        raise Refused(access.wrong_stage(thread.consultation, Do.RAISE_CONCERN))
    locked = Contribution.objects.select_for_update(no_key=True).get(pk=contribution.pk)
    if not locked.is_on_show:
        raise Refused("This post is not shown any more.")
    if member is not None and locked.membership_id == member.pk:
        raise Refused("This post is yours. You can change it or withdraw it.")
    if reason not in dict(CHOICES):
        raise Refused("Choose what is wrong with it.")
    words = within(words, Concern.MAX_LENGTH)
    if reason == OTHER and not words:
        raise Refused("Say what is wrong with it.")
    kept = "" if reason == OTHER else reason
    waiting = unanswered().filter(contribution=locked, raised_by=member)
    if member is not None and waiting.exists():
        raise Refused("You have reported this post already. A facilitator reads it.")
    if member is not None and _waiting_of(member) >= OF_ONE:
        raise Refused(f"{OF_ONE} of your reports are waiting to be read. Report more when some have been answered.")
    if member is None:
        if waiting.filter(reason=kept).count() >= MOST_WAITING:
            raise Refused("Others have reported this post for the same reason. A facilitator reads it.")
        _count(locked, list(keys))
    raised = Concern.objects.create(contribution=locked, raised_by=member, reason=kept, words=words)
    _record("concern_raised", contribution, member or Passer())
    if kept == Reason.SAFE:
        raised.contribution = contribution
        lead_is_told_of_report(raised)
    return raised


def _waiting_of(member: Membership) -> int:
    """Each is mail for a facilitator, and holds the findings up until somebody looks."""
    return to_answer().filter(raised_by=member).count()


def _count(post: Contribution, keys: list[object]) -> None:
    """From one address: ten reports in six hours, and one of each post. Raises limits.TooMany, Refused."""
    tried = limits.take("report-post", keys=keys, minutes=WINDOW)
    try:
        limits.take("report-one-post", keys=[f"{key} {post.pk}" for key in keys], tries=1, minutes=WINDOW)
    except limits.TooMany as error:
        tried.give_back()
        raise Refused("This post was reported from your connection already. A facilitator reads it.") from error


@transaction.atomic
def leave(contribution: Contribution, *, by: Person) -> int:
    """The post stays as it is: answers every open concern about it. Returns how many."""
    member = access.require(by, contribution.thread.consultation, Do.MODERATE)
    locked = Contribution.objects.select_for_update(no_key=True).get(pk=contribution.pk)
    refuse_own(locked, member)
    if locked.is_held and not locked.is_on_show:
        raise Refused("This post is held, out of sight. What you decide about it answers the reports.")
    if not (answered := settle(contribution, member)):
        raise Overtaken("Somebody else has answered this already.")
    Claim.objects.filter(contribution=contribution).delete()
    _record("concern_answered", contribution, member)
    return answered


def settle(contribution: Contribution, member: Membership, action: str = "") -> int:
    """Mark the open concerns about a post as answered by this facilitator, and tell who raised them what was done
    (`action`; empty: it stays). Within a transaction."""
    notifications.reporters_are_told(contribution, action)
    return unanswered().filter(contribution=contribution).update(answered_by=member, answered_at=clock.now())


def taken_back(contribution: Contribution) -> None:
    """Its author withdrew the post: nothing is left to look at, and who reported it is told. Within a transaction."""
    notifications.reporters_are_told(contribution, notifications.TAKEN_BACK)
    unanswered().filter(contribution=contribution).update(answered_at=clock.now())


def all_taken_back(member: Membership) -> None:
    """As somebody leaves, with whom all their posts go."""
    posts = Contribution.objects.filter(membership=member, concerns__in=unanswered()).distinct()
    for post in posts.select_related("thread__area__consultation"):
        taken_back(post)


def unanswered() -> QuerySet[Concern]:
    return Concern.objects.filter(answered_at=None)


def to_answer() -> QuerySet[Concern]:
    """Of posts on show. What is held is decided about first, and answers them then."""
    return unanswered().filter(contribution__in=Contribution.objects.on_show())


def never_looked_at(consultation: Consultation) -> int:
    """How many posts on show were reported and no facilitator has answered a report of their words, whoever reported.

    For the gate: who reports the same words again and again, police too, holds no findings up. Words that a facilitator
    read before they were shown were looked at, unless somebody who takes part reports them.
    """
    open_ones = to_answer().filter(contribution__thread__area__consultation=consultation)
    written = ContributionRevision.objects.filter(contribution=OuterRef("contribution")).order_by("-number")
    since = Subquery(written.values("at")[:1])
    answered = Concern.objects.filter(contribution=OuterRef("contribution"), answered_by__isnull=False)
    looked_at = answered.filter(answered_at__gte=OuterRef("written"))
    read = ModerationDecision.objects.filter(contribution=OuterRef("contribution"), action=Action.PUBLISH)
    shown = read.filter(decided_at__gte=OuterRef("written"))
    waiting = open_ones.annotate(written=Coalesce(since, F("contribution__created_at"))).exclude(Exists(looked_at))
    waiting = waiting.exclude(Exists(shown) & (Q(raised_by=None) | ~Q(raised_by__role=Role.PARTICIPANT)))
    return waiting.values("contribution").distinct().count()


def reported(consultation: Consultation) -> list[Contribution]:
    """The fifty posts on show whose concerns have waited longest; first those that somebody who takes part reported.

    Each carries `open_concerns`, `clock`: by when it is due, and `reading`: who said that they read it.
    """
    posts = Contribution.objects.on_show().filter(thread__area__consultation=consultation, concerns__in=unanswered())
    found = posts.distinct().select_related("membership__user", "thread__group", "claim__by__user")
    rows = sorted(found.prefetch_related("concerns"), key=_urgency)[:50]
    for row in rows:
        row.open_concerns = [one for one in row.concerns.all() if one.answered_at is None]  # type: ignore[attr-defined]
        row.clock = queue.clock_of(min(one.raised_at for one in row.open_concerns), "Reported")  # type: ignore[attr-defined]
        row.reading = queue.who_reads(row)  # type: ignore[attr-defined]
    return rows


def _urgency(post: Contribution) -> tuple[bool, datetime]:
    waiting = [concern for concern in post.concerns.all() if concern.answered_at is None]
    return all(concern.raised_by_id is None for concern in waiting), min(concern.raised_at for concern in waiting)


def _record(action: str, contribution: Contribution, actor: Membership | Passer) -> None:
    record(action, actor=actor, subject=contribution, consultation=contribution.thread.consultation.slug)
