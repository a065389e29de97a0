"""Working days: no weekends, no bank holidays in England."""

from datetime import date, timedelta
from functools import cache

import holidays


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
