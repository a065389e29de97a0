"""A post taken out because somebody may be at risk."""

from deliberation.discussion import discussion
from deliberation.models import SafetyAlert, Thread
from deliberation.moderation import moderation
from tests.cast import Cast
from tests.deliberation.discussion.conftest import closed, public
from tests.made_once import made_once

__all__ = ["closed", "public"]
WORDS = "Since that night I do not want to go on."


@made_once
def alert(cast: Cast, closed: Thread) -> SafetyAlert:
    """Amina's post, taken out by Finch; Moss is the safeguarding lead."""
    said = discussion.post(closed, WORDS, by=cast.amina)
    moderation.remove(said, by=cast.finch, reason="safe")
    return SafetyAlert.objects.get(contribution=said)
