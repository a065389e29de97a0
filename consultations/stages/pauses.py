"""When the panel had a consultation paused, by the record: nobody can act then, so nobody’s time to act runs."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta

from audit import clock
from audit.models import Entry
from consultations.models import Consultation
from people.text.dates import day
from people.text.sentences import listed

Span = tuple[datetime, datetime | None]
Later = Callable[[datetime, datetime, datetime], datetime]
ACTS = ["paused", "resumed", "stage_withdraw"]
SHORT = timedelta(hours=1)  # what is shorter takes nobody’s time


def plus(end: datetime, begins: datetime, ends: datetime) -> datetime:
    return end + (ends - begins)


def of(consultation: Consultation) -> list[Span]:
    """From when to when, in their order; None: it still is."""
    acts = Entry.objects.filter(consultation=consultation.slug, action__in=ACTS).order_by("number")
    return among(acts.values_list("action", "at"))


def among(acts: Iterable[tuple[str, datetime]]) -> list[Span]:
    """The same, of acts that were read already."""
    found: list[Span] = []
    for action, at in acts:
        if action == "paused":
            found.append((at, None))
        elif action == "resumed" and found:
            found[-1] = (found[-1][0], at)
        elif action == "stage_withdraw" and found and found[-1][1] is None:
            found[-1] = (found[-1][0], at)  # withdrawn while it was paused: the pause ends with it
    return found


def within(spans: list[Span], since: datetime, until: datetime) -> list[Span]:
    """What of them lies between two moments, but for short ones."""
    now = clock.now()
    cut = [(max(at, since), until if (to or now) > until else to) for at, to in spans]
    return [(at, to) for at, to in cut if at < until and (to or now) - at >= SHORT]


def long(spans: list[Span]) -> list[Span]:
    """Those that take somebody’s time."""
    return [(at, to) for at, to in spans if (to or clock.now()) - at >= SHORT]


def lengthened(spans: list[Span], since: datetime, end: datetime, later: Later = plus) -> datetime:
    """The end of a time that began at `since`, later by every pause in it. During a pause it does not come nearer.

    `later`: (end, beginning and end of a pause) → the new end.
    """
    for at, to in spans:
        begins, ends = max(at, since), to or clock.now()
        if begins < end and ends - begins >= SHORT:
            end = later(end, begins, ends)
    return end


def said(spans: Sequence[Span]) -> str:
    """ "from 3 May 2027 to 5 May 2027 and on 9 May 2027" """
    return listed([_span(day(at), day(to)) for at, to in spans])


def _span(first: str, last: str) -> str:
    if not last:
        return f"since {first}"
    return f"from {first} to {last}" if first != last else f"on {first}"
