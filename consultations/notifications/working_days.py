"""Working days: no weekends, no bank holidays in England."""

from datetime import date, datetime, timedelta
from functools import cache

import holidays

from audit import clock
from consultations.stages import pauses
from people.text.dates import local_day


@cache
def _closed(year: int) -> frozenset[date]:
    return frozenset(holidays.country_holidays("GB", subdiv="ENG", years=year))


def is_working_day(day: date) -> bool:
    return day.weekday() < 5 and day not in _closed(day.year)


def working_day_on_or_before(day: date) -> date:
    """A reminder for a day off comes on the working day before: nobody reads it later than they should."""
    while not is_working_day(day):
        day -= timedelta(days=1)
    return day


def working_days_after(day: date, number: int) -> date:
    """The last of `number` working days that begin after `day`."""
    while number > 0:
        day += timedelta(days=1)
        number -= is_working_day(day)
    return day


def working_days_in(first: date, last: date) -> int:
    """How many there are from one day to another, both included."""
    return sum(is_working_day(first + timedelta(days=n)) for n in range((last - first).days + 1))


def later_by_pauses(until: date, spans: list[pauses.Span], since: datetime) -> date:
    """The last day of a time to act that began at `since`, later by each working day on which pauses let nobody act."""
    for began, ended in pauses.by_days(pauses.taking_time(pauses.since(spans, since))):
        if local_day(began) <= until:
            until = working_days_after(until, working_days_in(local_day(began), local_day(ended or clock.now())))
    return until


def later_by_last_pause(until: date, spans: list[pauses.Span], since: datetime | None) -> date:
    """The same as a pause ends, of a day that those before have moved already: by the days that this one takes more.

    `since`: from when the days run; None where that was not kept.
    """
    spans = pauses.since(spans, since) if since else spans
    if not spans or local_day(spans[-1][0]) > until:
        return until
    more = pauses.days_taken(spans) - pauses.days_taken(spans[:-1])
    return working_days_after(until, sum(map(is_working_day, more)))
