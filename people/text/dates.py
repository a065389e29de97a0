"""Days and moments in words, where the consultations happen."""

from contextlib import suppress
from datetime import date, datetime

from django.utils import timezone
from django.utils.formats import date_format

from people.text.sentences import many


def day(value: date | datetime | None) -> str:
    """4 December 2026; empty for None."""
    if value is None:
        return ""
    return date_format(local_day(value), "j F Y")


def local_day(value: date | datetime) -> date:
    return timezone.localtime(value).date() if isinstance(value, datetime) else value


def hour(value: datetime) -> str:
    """5pm, or 11:59pm."""
    local = timezone.localtime(value)
    text = date_format(local, "g:ia" if local.minute else "ga")
    return text.replace("a.m.", "am").replace("p.m.", "pm")


def moment(value: datetime | None) -> str:
    """4 December 2026 at 5pm."""
    return "" if value is None else f"{day(value)} at {hour(value)}"


def appointment(value: datetime | None) -> str:
    """Friday 4 December 2026 at 5pm, for something to come to; empty for None."""
    return "" if value is None else f"{date_format(local_day(value), 'l')} {moment(value)}"


def when(value: date | datetime | None) -> str:
    """4 December 2026, 17:00, for records and files; a day without a time stays a day; empty for None."""
    return f"{day(value)}, {timezone.localtime(value):%H:%M}" if isinstance(value, datetime) else day(value)


def written_date(text: str) -> str:
    """A date typed as 2026-06-01 or 2026-06, as people read it: 1 June 2026, June 2026. Anything else as it stands."""
    for form, shown in (("%Y-%m-%d", "j F Y"), ("%Y-%m", "F Y")):
        with suppress(ValueError):
            return date_format(datetime.strptime(text, form), shown)
    return text


def days(number: int) -> str:
    return many(number, "day")
