"""When the panel had a consultation paused, by the record: nobody can act then, so nobody’s time to act runs.

A pause of less than an hour takes nobody’s time, but those that begin on one day count together: eight of 59 minutes
are a working day. Else a pause of a minute a day would keep whatever is counted in days open for ever.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime, timedelta
from itertools import groupby

from audit import clock
from audit.models import Entry
from consultations.models import Consultation
from people.text.dates import day, local_day
from people.text.sentences import listed, many

Span = tuple[datetime, datetime | None]
Later = Callable[[datetime, datetime, datetime], datetime]
ACTS = ["paused", "resumed", "stage_withdraw"]
SHORT = timedelta(hours=1)  # of a day, that takes nobody’s time
MOST_SAID = 4  # spans that are said one by one


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
    """What of them lies between two moments and took somebody’s time; short ones as well that were an hour in all."""
    now = clock.now()
    cut = [(max(at, since), until if (to or now) > until else to) for at, to in spans]
    found = [(at, to) for at, to in cut if at < until and (to or now) > at]
    told = taking_time(found)
    rest = sum((_took(span) for span in found if span not in told), timedelta())
    return found if rest >= SHORT else told


def taking_time(spans: list[Span]) -> list[Span]:
    """Those that take somebody’s time: an hour of the day on which they begin, by themselves or together."""
    found: list[Span] = []
    for _, of_day in groupby(spans, lambda span: local_day(span[0])):
        together = list(of_day)
        found += together if sum((_took(span) for span in together), timedelta()) >= SHORT else []
    return found


def by_days(spans: list[Span]) -> list[Span]:
    """The same, those that touch one day as one: whoever counts days counts each once."""
    found: list[Span] = []
    for at, to in spans:
        if found and (last := found[-1][1]) is not None and local_day(last) == local_day(at):
            found[-1] = (found[-1][0], to)
        else:
            found.append((at, to))
    return found


def _took(span: Span) -> timedelta:
    return (span[1] or clock.now()) - span[0]


def since(spans: list[Span], moment: datetime) -> list[Span]:
    """What of them came after a moment."""
    return [(max(at, moment), to) for at, to in spans if to is None or to > moment]


def days_taken(spans: list[Span]) -> set[date]:
    """Each day of which a pause took an hour or more, or which it touched in lasting longer."""
    found: set[date] = set()
    for at, to in taking_time(spans):
        first, last = local_day(at), local_day(to or clock.now())
        found |= {first + timedelta(days=n) for n in range((last - first).days + 1)}
    return found


def lengthened(
    spans: list[Span], begins: datetime, end: datetime, later: Later = plus, *, days: bool = False
) -> datetime:
    """The end of a time that began at `begins`, later by every pause in it. During a pause it does not come nearer.

    `later`: (end, beginning and end of a pause) → the new end; with `days` it counts days, and gets those that touch
    one day as one. What came after the end does not make a short one before it count.
    """
    among: list[Span] = []
    until = end
    for span in since(spans, begins):
        if span[0] >= until:
            break
        among.append(span)
        until = end
        counted = taking_time(among)
        for at, to in by_days(counted) if days else counted:
            until = later(until, at, to or clock.now())
    return until


def said(spans: Sequence[Span]) -> str:
    """ "from 3 May 2027 to 5 May 2027 and on 9 May 2027"; "8 times on 3 May 2027" where it would not say how often."""
    days = by_days(list(spans))
    if len(days) > MOST_SAID:
        days = [(days[0][0], days[-1][1])]
    told = listed([_span(day(at), day(to)) for at, to in days])
    return told if len(days) == len(spans) else f"{many(len(spans), 'time')} {told}"


def _span(first: str, last: str) -> str:
    if not last:
        return f"since {first}"
    return f"from {first} to {last}" if first != last else f"on {first}"
