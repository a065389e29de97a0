"""Gate E: nobody is kept out of the findings by a decision never made, or one that could not be appealed against."""

from datetime import timedelta

from django.db.models import Count, Q

from audit import clock
from consultations.models import Consultation
from consultations.stages.stages import Missing
from deliberation import numbers
from deliberation.models import Contribution, ModerationDecision
from people.text.dates import day
from people.text.sentences import many


def nothing_waits_to_be_read(consultation: Consultation) -> list[Missing]:
    """A post that is held, and an appeal, are answered before the findings come out."""
    found = Contribution.objects.filter(thread__area__consultation=consultation).aggregate(
        held=Count("pk", filter=Q(state=Contribution.State.HELD), distinct=True),
        asked=Count("decisions__appeal", filter=Q(decisions__appeal__outcome=""), distinct=True),
    )
    counts = [
        (found["held"], "Posts still waiting for a decision", "moderation"),
        (found["asked"], "Appeals still without an answer", "appeals"),
    ]
    return [Missing(f"{text}: {count}.", where) for count, text, where in counts if count]


def authors_had_time_to_appeal(consultation: Consultation) -> list[Missing]:
    """What was removed can be appealed against for as long as its author was told, or until an appeal was heard."""
    since = clock.now() - timedelta(days=numbers.APPEAL_DAYS)
    removed = ModerationDecision.objects.filter(
        contribution__thread__area__consultation=consultation, contribution__state=Contribution.State.REMOVED,
        contribution__membership__withdrawn_at=None, action=ModerationDecision.Action.REMOVE, decided_at__gt=since,
        appeal=None,
    ).order_by("-decided_at")  # fmt: skip
    newest = removed.first()
    if newest is None:
        return []
    until = day(newest.decided_at + timedelta(days=numbers.APPEAL_DAYS))
    posts = many(len(removed), "removed post")
    return [Missing(f"Authors can still ask for another look at {posts}, until {until}.", "moderation")]
