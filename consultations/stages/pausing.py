"""Who of the panel may pause: not whoever paused it before, again and again, against another member of the panel."""

from collections.abc import Iterable
from datetime import timedelta

from audit import clock
from audit.models import Entry
from consultations import access, numbers
from consultations.models import Consultation, Membership
from people.text.sentences import counted, many

AGAINST = (
    "You have paused it {times} in the last {days}, and another member of the panel let it go on each time. If it has "
    "to stop again, another member pauses it; a further seat on the panel makes one more."
)


def why_not(consultation: Consultation, member: Membership) -> str:
    """Why this member does not pause it now; empty where they may. Others of the panel can, at any time."""
    since = clock.now() - timedelta(days=numbers.PAUSED_AGAIN_DAYS)
    acts = Entry.objects.filter(consultation=consultation.slug, action__in=["paused", "resumed"], at__gte=since)
    ended = _ended(acts.order_by("number").values_list("action", "actor"))
    me = member.public_name
    last = [by for by, let_go_on in ended if not by == let_go_on == me][-numbers.PAUSED_AGAINST :]
    panel = consultation.memberships.current().filter(role__in=access.Do.PAUSE.roles)
    if last != [me] * numbers.PAUSED_AGAINST or not panel.exclude(pk=member.pk).exists():
        return ""
    times, days = counted(numbers.PAUSED_AGAINST, "time"), many(numbers.PAUSED_AGAIN_DAYS, "day")
    return AGAINST.format(times=times, days=days)


def _ended(acts: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """(who paused, who let it go on) of each pause that has ended, in their order."""
    found, by = [], ""
    for action, actor in acts:
        if action == "paused":
            by = actor
        elif by:
            found.append((by, actor))
            by = ""
    return found
