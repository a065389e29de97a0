"""Who of the panel may pause: not whoever paused it before, again and again, against another member of the panel.

Nor whoever ends each pause before another member can: many such pauses of one week count as if another had ended them.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from audit import clock
from audit.models import Entry
from consultations import access, numbers
from consultations.models import Consultation, Membership
from people.text.sentences import counted, many

AGAINST = (
    "You have paused it {times} in the last {days}, and another member of the panel let it go on each time. If it has "
    "to stop again, another member pauses it; a further seat on the panel makes one more."
)
OWN = (
    "You have paused it and let it go on yourself more often than {times} within {days}. If it has to stop again, "
    "another member of the panel pauses it."
)
WEEK = timedelta(days=7)


def why_not(consultation: Consultation, member: Membership) -> str:
    """Why this member does not pause it now; empty where they may. Others of the panel can, at any time."""
    since = clock.now() - timedelta(days=numbers.PAUSED_AGAIN_DAYS)
    acts = Entry.objects.filter(consultation=consultation.slug, action__in=["paused", "resumed"], at__gte=since)
    me = member.public_name
    ended, own = [], list[datetime]()
    for by, let_go_on, at in _ended(acts.order_by("number").values_list("action", "actor", "at")):
        if by == let_go_on == me:
            own.append(at)
            if sum(at - one < WEEK for one in own) <= numbers.PAUSED_OWN:
                continue
        ended.append((by, let_go_on))
    last = ended[-numbers.PAUSED_AGAINST :]
    panel = consultation.memberships.current().filter(role__in=access.Do.PAUSE.roles)
    if [by for by, _ in last] != [me] * numbers.PAUSED_AGAINST or not panel.exclude(pk=member.pk).exists():
        return ""
    if (me, me) in last:
        return OWN.format(times=counted(numbers.PAUSED_OWN, "time"), days=many(WEEK.days, "day"))
    times, days = counted(numbers.PAUSED_AGAINST, "time"), many(numbers.PAUSED_AGAIN_DAYS, "day")
    return AGAINST.format(times=times, days=days)


def _ended(acts: Iterable[tuple[str, str, datetime]]) -> list[tuple[str, str, datetime]]:
    """(who paused, who let it go on, when) of each pause that has ended, in their order."""
    found, by = [], ""
    for action, actor, at in acts:
        if action == "paused":
            by = actor
        elif by:
            found.append((by, actor, at))
            by = ""
    return found
