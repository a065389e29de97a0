"""Working days: no weekends, no bank holidays in England."""

from datetime import date, datetime, timedelta
from functools import cache

import holidays

from consultations.stages.pauses import SHORT
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


def later_by_pause(until: date, began: datetime, ended: datetime) -> date:
    """The last day of a time to act, later by each working day on which a pause let nobody act."""
    if ended - began < SHORT or local_day(began) > until:
        return until
    return working_days_after(until, working_days_in(local_day(began), local_day(ended)))
