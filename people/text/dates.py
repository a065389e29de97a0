"""Days and moments in words, where the consultations happen.

In English whatever language is active: these words also go into the record, the database and e-mails to others.
"""

from contextlib import suppress
from datetime import date, datetime, timedelta

from django.utils import timezone

from people.text.sentences import many

MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
WEEKDAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]


def day(value: date | datetime | None) -> str:
    """4 December 2026; empty for None."""
    if value is None:
        return ""
    here = local_day(value)
    return f"{here.day} {month(here)}"


def month(value: date) -> str:
    """December 2026."""
    return f"{MONTHS[value.month - 1]} {value.year}"


def local_day(value: date | datetime) -> date:
    return timezone.localtime(value).date() if isinstance(value, datetime) else value


def hour(value: datetime) -> str:
    """5pm, or 11:59pm."""
    local = timezone.localtime(value)
    minutes = f":{local.minute:02}" if local.minute else ""
    return f"{local.hour % 12 or 12}{minutes}{'am' if local.hour < 12 else 'pm'}"


def moment(value: datetime | None) -> str:
    """4 December 2026 at 5pm."""
    return "" if value is None else f"{day(value)} at {hour(value)}"


def last_day(value: date | datetime) -> date:
    """The day on which something that ends then is last open: what ends at midnight ends with the day before."""
    if not isinstance(value, datetime):
        return value
    local = timezone.localtime(value)
    return local.date() - timedelta(days=_is_midnight(local))


def until_day(value: date | datetime | None) -> str:
    """30 December 2026, after the word “until”, also for what ends at the midnight after it; empty for None."""
    return "" if value is None else day(last_day(value))


def until(value: datetime | None) -> str:
    """What something ends with, after the word “until”: 4 December 2026 at 5pm, or the end of 30 December 2026.

    “12am” reads as either end of its day, and a minute before it is the end of the day to everybody.
    """
    if value is None:
        return ""
    return f"the end of {until_day(value)}" if ends_its_day(value) else moment(value)


def ends_its_day(value: datetime) -> bool:
    local = timezone.localtime(value)
    return _is_midnight(local) or (local.hour, local.minute) == (23, 59)


def _is_midnight(local: datetime) -> bool:
    return (local.hour, local.minute) == (0, 0)


def appointment(value: datetime | None) -> str:
    """Friday 4 December 2026 at 5pm, for something to come to; empty for None."""
    return "" if value is None else f"{WEEKDAYS[local_day(value).weekday()]} {moment(value)}"


def when(value: date | datetime | None) -> str:
    """4 December 2026, 17:00, for records and files; a day without a time stays a day; empty for None."""
    return f"{day(value)}, {timezone.localtime(value):%H:%M}" if isinstance(value, datetime) else day(value)


def written_date(text: str) -> str:
    """A date typed as 2026-06-01 or 2026-06, as people read it: 1 June 2026, June 2026. Anything else as it stands."""
    for form, shown in (("%Y-%m-%d", day), ("%Y-%m", month)):
        with suppress(ValueError):
            return shown(datetime.strptime(text, form).date())
    return text


def days(number: int) -> str:
    return many(number, "day")
