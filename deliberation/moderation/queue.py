"""What facilitators have before them: posts that wait, decisions just made, and appeals."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Generic, TypeVar

from django.db.models import Count, Exists, F, Model, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from audit import clock
from consultations.models import Consultation, Membership
from consultations.notifications.working_days import working_days_after
from deliberation import numbers
from deliberation.discussion import copies, holding
from deliberation.models import Appeal, Claim, Contribution, ContributionRevision, ModerationDecision
from deliberation.rules import rules
from people.text.dates import day, local_day
from people.text.sentences import many

ON_A_PAGE = 50
OVER_ON_A_PAGE = 20
CLAIM_MINUTES = 20  # then somebody else may take it, without asking
Kept = TypeVar("Kept", bound=Model)


def waiting(consultation: Consultation) -> list[Contribution]:
    """The oldest fifty held posts; deciding them brings up the next. Each carries `clock`: how long it has waited and
    by when it is due, in working days; `why` it waits; `reading`: who said that they read it; `asked`: its
    author has appealed; `the_other`: the post that says nearly the same, where it waits for that."""
    reported = Count("concerns", filter=Q(concerns__answered_at=None))
    rows: list[Contribution] = list(_in_order(consultation).annotate(reports=reported)[:ON_A_PAGE])
    names = rules.names_of(consultation)
    for row in rows:
        row.why = holding.for_moderators(row, names)  # type: ignore[attr-defined]
        row.clock = clock_of(row.waits_since, "Waiting")  # type: ignore[attr-defined]
        row.reading = who_reads(row)  # type: ignore[attr-defined]
        row.the_other = copies.the_other(row) if copies.COPIED in row.held_because else None  # type: ignore[attr-defined]
    return rows


def _in_order(consultation: Consultation) -> QuerySet[Contribution]:
    """Held posts, the one that waits longest first, with `asked`: whether its author has appealed."""
    held = since(Contribution.objects.filter(thread__area__consultation=consultation))
    appealed = Appeal.objects.filter(decision__contribution=OuterRef("pk"), decided_at=None)
    there = held.select_related("membership__user", "thread__group", "claim__by__user", "reply_to__membership__user")
    return there.annotate(asked=Exists(appealed)).order_by("waits_since", "pk")  # type: ignore[misc]


def next_for(member: Membership, *, after: Contribution | None = None) -> Contribution | None:
    """The first post behind `after` in the queue that this facilitator can decide about, and from its end on again from
    the beginning: nobody else reads it, no appeal decides it, and it is not their own. None where there is no other.
    """
    held = _in_order(member.consultation)
    there = held.filter(pk=after.pk).first() if after else None
    if there is None:
        return _first_of(held, member)
    at = there.waits_since  # type: ignore[attr-defined]
    behind = Q(waits_since__gt=at) | Q(waits_since=at, pk__gt=there.pk)
    return _first_of(held.filter(behind), member) or _first_of(held.exclude(behind).exclude(pk=there.pk), member)


def still(post: Contribution | None, member: Membership) -> Contribution | None:
    """The post, if it waits for this facilitator still."""
    return _first_of(_in_order(member.consultation).filter(pk=post.pk), member) if post else None


def _first_of(held: QuerySet[Contribution], member: Membership) -> Contribution | None:
    """The first that is theirs to decide. No text is screened to find it."""
    held = held.exclude(Q(membership=member, record=None) | Q(asked=True))
    fresh = clock.now() - timedelta(minutes=CLAIM_MINUTES)
    return held.exclude(Q(claim__at__gt=fresh) & ~Q(claim__by=member)).first()


def clock_of(since: datetime, word: str) -> dict[str, str]:
    """ "Waiting 2 days, due 2 December 2026", and whether that day is over."""
    ends = due(since)
    waited = in_words(clock.now() - since)
    ago = "" if word == "Waiting" else " ago"
    return {"text": f"{word} {waited}{ago}, due {day(ends)}", "tone": "late" if ends < clock.today() else "calm"}


def who_reads(post: Contribution) -> str:
    """Who said lately that they read it; empty where nobody did."""
    held_by = getattr(post, "claim", None)
    return held_by.by.public_name if held_by and is_fresh(held_by) else ""


def since(posts: QuerySet[Contribution]) -> QuerySet[Contribution]:
    """Those that wait, with `waits_since`: when the words that wait were written, or a facilitator held them."""
    written = ContributionRevision.objects.filter(contribution=OuterRef("pk")).order_by("-number").values("at")[:1]
    hold = ModerationDecision.objects.filter(contribution=OuterRef("pk"), action=ModerationDecision.Action.HOLD)
    held = hold.filter(revision=OuterRef("revision")).order_by("-pk").values("decided_at")[:1]
    waits = Coalesce(Subquery(held), Subquery(written), F("created_at"))
    return posts.filter(state=Contribution.State.HELD).annotate(waits_since=waits)


def due(since: datetime) -> date:
    """The day by which what waits since then is to be read: working days only."""
    return working_days_after(local_day(since), numbers.DECIDE_DAYS)


def is_fresh(claim: Claim) -> bool:
    """Somebody said lately that they read it."""
    return clock.now() - claim.at < timedelta(minutes=CLAIM_MINUTES)


def in_words(waited: timedelta) -> str:
    """The largest unit is enough: "3 days", "5 hours", "12 minutes"."""
    minutes = max(0, int(waited.total_seconds() // 60))
    for size, word in ((1440, "day"), (60, "hour"), (1, "minute")):
        if minutes >= size:
            return many(minutes // size, word)
    return "less than a minute"


@dataclass(frozen=True)
class Part(Generic[Kept]):
    """A page of what is over, the newest first; `before` is the key from which the next page goes on."""

    rows: list[Kept]
    before: int | None


def decided(consultation: Consultation, before: int = 0) -> Part[ModerationDecision]:
    """The newest decisions, or those before one of them."""
    rows = ModerationDecision.objects.filter(contribution__thread__area__consultation=consultation)
    related = ("decided_by__user", "contribution__membership__user", "contribution__thread__group")
    return _part(rows.select_related(*related), before)


def answered(consultation: Consultation, before: int = 0) -> Part[Appeal]:
    """The newest appeals that were answered, or those before one of them."""
    return _part(appeals(consultation, answered=True), before)


def _part(rows: QuerySet[Kept], before: int) -> Part[Kept]:
    found = list((rows.filter(pk__lt=before) if before else rows).order_by("-pk")[: OVER_ON_A_PAGE + 1])
    more = len(found) > OVER_ON_A_PAGE
    return Part(found[:OVER_ON_A_PAGE], found[OVER_ON_A_PAGE - 1].pk if more else None)


def appeals(consultation: Consultation, answered: bool | None = None) -> QuerySet[Appeal]:
    """Requests to look again, oldest first; `answered` picks one kind."""
    rows = Appeal.objects.filter(decision__contribution__thread__area__consultation=consultation)
    if answered is not None:
        rows = rows.filter(decided_at__isnull=not answered)
    return rows.select_related(
        "decision__decided_by__user",
        "decided_by__user",
        "decision__contribution__membership__user",
        "decision__contribution__claim__by__user",
        "decision__contribution__thread__group",
        "decision__contribution__thread__area__consultation",
    ).order_by("pk")


def with_clocks(asked: Iterable[Appeal]) -> list[Appeal]:
    """Each with the day on which its answer is due, and who said that they read it."""
    rows = list(asked)
    for row in rows:
        tone = "late" if row.due < clock.today() else "calm"
        row.clock = {"text": f"Answer due {day(row.due)}", "tone": tone}  # type: ignore[attr-defined]
        row.reading = who_reads(row.decision.contribution)  # type: ignore[attr-defined]
    return rows


def last_decision(contribution: Contribution) -> int:
    """The id of the newest decision about the post; 0 when there is none."""
    return contribution.decisions.order_by("-pk").values_list("pk", flat=True).first() or 0
