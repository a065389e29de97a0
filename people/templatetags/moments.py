"""The hour of something to come, as it is said everywhere: 4 December 2026 at 5pm."""

from datetime import datetime

from django import template

from people.text import dates

register = template.Library()


@register.filter
def moment(value: datetime | None) -> str:
    """`{{ poll.closes_at|moment }}`; empty for None."""
    return dates.moment(value)
