"""The hour of something to come or to end, as it is said everywhere: 4 December 2026 at 5pm."""

from datetime import date, datetime

from django import template

from people.text import dates

register = template.Library()


@register.filter
def moment(value: datetime | None) -> str:
    """`{{ consultation.opens_at|moment }}`; empty for None."""
    return dates.moment(value)


@register.filter
def until(value: datetime | None) -> str:
    """`until {{ poll.closes_at|until }}`: 4 December 2026 at 5pm, or the end of 30 December 2026; empty for None."""
    return dates.until(value)


@register.filter
def until_day(value: date | datetime | None) -> str:
    """`until {{ ends|until_day }}`: 30 December 2026, also for what ends at the midnight after it; empty for None."""
    return dates.until_day(value)
