"""Threads of the cast's consultation."""

from deliberation.models import Thread
from tests.cast import Cast
from tests.made_once import made_once


@made_once
def closed(cast: Cast) -> Thread:
    """Group 1's thread: amina and bilal talk here, carys does not."""
    area = cast.consultation.areas.get(order=1)
    return Thread.objects.create(area=area, group=cast.group1, title="How safe do you feel?", order=1)


@made_once
def public(cast: Cast) -> Thread:
    """An open thread: anybody reads it, posts wait."""
    area = cast.consultation.areas.get(order=1)
    return Thread.objects.create(area=area, group=None, title="What should change?", order=2)
