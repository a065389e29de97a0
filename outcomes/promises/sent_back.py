"""Who of the panel sent a promise back: the same person two times in a row, then somebody else of the panel looks."""

from django.db.models import QuerySet

from consultations.access import Do
from consultations.models import Membership
from outcomes import numbers
from outcomes.models import Commitment
from people.text.sentences import counted

#: What the panel says as it sends back begins so, and nothing else that it says of a promise does.
NOT_DONE = "The oversight panel looked, and this is not done: "
BEFORE = "The oversight panel did not verify this: "  # so it began until one word stood for it
LOOKED = (
    "You have sent this promise back {times} in a row. Somebody else of the panel looks at it now, and says that it "
    "is done or sends it back."
)


def why_not_again(commitment: Commitment, member: Membership) -> str:
    """Why this member of the panel does not send it back once more; empty where they may.

    The same reason for ever would keep a promise late by one person's word. Never counts against the other members.
    """
    last = _by_the_same(commitment)
    if last is None or last.pk != member.pk or not _others(commitment, member).exists():
        return ""  # with nobody else on the panel, whatever the force sent a third time would stand as done
    return LOOKED.format(times=_times())


def who_looks(commitment: Commitment) -> str:
    """For everybody: that another member has to look before it is sent back again; empty where none has to."""
    last = _by_the_same(commitment)
    if last is None or commitment.settled or not _others(commitment, last).exists():
        return ""
    said = f"{last.public_name} of the panel has sent this back {_times()} in a row"
    return f"{said}: only another member sends it back again."


def _others(commitment: Commitment, member: Membership) -> QuerySet[Membership]:
    panel = commitment.of_consultation.memberships.current().filter(role__in=Do.VERIFY_PROMISE.roles)
    return panel.exclude(pk=member.pk)


def _by_the_same(commitment: Commitment) -> Membership | None:
    """Whoever sent it back the last times, where that was one person as often as one may."""
    back = [one.author for one in commitment.updates.all() if one.text.startswith((NOT_DONE, BEFORE))]
    last = [author for author in back if not author.is_police][-numbers.SAID_RUNNING :]
    same = len(last) == numbers.SAID_RUNNING and len({one.pk for one in last}) == 1
    return last[-1] if same else None


def _times() -> str:
    return counted(numbers.SAID_RUNNING, "time")
