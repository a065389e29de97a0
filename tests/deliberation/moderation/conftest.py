"""The same threads as the discussion's tests, and a post to decide about."""

from datetime import timedelta

from audit import clock
from deliberation.discussion import discussion
from deliberation.models import Contribution, ModerationDecision, Thread
from deliberation.moderation import moderation
from tests.cast import Cast
from tests.deliberation.discussion.conftest import closed, public
from tests.made_once import made_once

__all__ = ["closed", "public"]


@made_once
def held(cast: Cast, public: Thread) -> Contribution:
    """Amina's post in the open thread, waiting."""
    return discussion.post(public, "Put signs up first.", by=cast.amina)


@made_once
def shown(cast: Cast, closed: Thread) -> Contribution:
    """Amina's post in her group, visible."""
    return discussion.post(closed, "My neighbour Fred did it.", by=cast.amina)


@made_once
def in_public(cast: Cast, held: Contribution) -> Contribution:
    """The same, on show: whoever passes by reads it."""
    moderation.publish(held, by=cast.moss, revision=1)
    return held


@made_once
def removal(cast: Cast, shown: Contribution) -> ModerationDecision:
    """Moss's removal of Amina's post, made an hour ago."""
    with clock.travel(clock.now() - timedelta(hours=1)):
        removed = moderation.remove(shown, by=cast.moss, reason="ident")
    return removed.removal
