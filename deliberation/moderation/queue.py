"""What facilitators have before them: posts that wait, decisions just made, and appeals."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from audit import clock
from consultations.models import Consultation
from consultations.notifications.working_days import working_days_after
from deliberation import numbers
from deliberation.models import Appeal, Claim, Contribution, ContributionRevision, ModerationDecision
from people.text.dates import day, local_day
from people.text.sentences import many

ON_A_PAGE = 50
CLAIM_MINUTES = 20  # then somebody else may take it, without asking


def waiting(consultation: Consultation) -> list[Contribution]:
    """The oldest fifty held posts; deciding them brings up the next. Each carries `clock`: how long it has waited and
    by when it is due, in working days; `reading`: who said that they read it; `asked`: its author has appealed."""
    held = since(Contribution.objects.filter(thread__area__consultation=consultation))
    rows: list[Contribution] = list(
        held.select_related("membership__user", "thread__group", "claim__by__user", "reply_to__membership__user")
        .annotate(asked=Exists(Appeal.objects.filter(decision__contribution=OuterRef("pk"), decided_at=None)))
        .annotate(reports=Count("concerns", filter=Q(concerns__answered_at=None)))
        .order_by("waits_since", "pk")[:ON_A_PAGE]  # type: ignore[misc]
    )
    for row in rows:
        ends = due(row.waits_since)  # type: ignore[attr-defined]
        tone = "late" if ends < clock.today() else "calm"
        waited = in_words(clock.now() - row.waits_since)  # type: ignore[attr-defined]
        row.clock = {"text": f"Waiting {waited}, due {day(ends)}", "tone": tone}  # type: ignore[attr-defined]
        held_by = getattr(row, "claim", None)
        row.reading = held_by.by.public_name if held_by and is_fresh(held_by) else ""  # type: ignore[attr-defined]
    return rows


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


def decided(consultation: Consultation) -> list[ModerationDecision]:
    """The twenty newest decisions."""
    rows = ModerationDecision.objects.filter(contribution__thread__area__consultation=consultation)
    return list(
        rows.select_related(
            "decided_by__user", "contribution__membership__user", "contribution__thread__group"
        ).order_by("-pk")[:20]
    )


def appeals(consultation: Consultation, answered: bool | None = None) -> QuerySet[Appeal]:
    """Requests to look again, oldest first; `answered` picks one kind."""
    rows = Appeal.objects.filter(decision__contribution__thread__area__consultation=consultation)
    if answered is not None:
        rows = rows.filter(decided_at__isnull=not answered)
    return rows.select_related(
        "decision__decided_by__user",
        "decided_by__user",
        "decision__contribution__membership__user",
        "decision__contribution__thread__group",
        "decision__contribution__thread__area__consultation",
    ).order_by("pk")


def with_clocks(asked: Iterable[Appeal]) -> list[Appeal]:
    """Each with the day on which its answer is due."""
    rows = list(asked)
    for row in rows:
        tone = "late" if row.due < clock.today() else "calm"
        row.clock = {"text": f"Answer due {day(row.due)}", "tone": tone}  # type: ignore[attr-defined]
    return rows


def last_decision(contribution: Contribution) -> int:
    """The id of the newest decision about the post; 0 when there is none."""
    return contribution.decisions.order_by("-pk").values_list("pk", flat=True).first() or 0
