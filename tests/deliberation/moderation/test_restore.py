import pytest

from audit.models import Entry
from consultations.joining import joining
from deliberation.models import ModerationDecision
from deliberation.moderation import moderation
from people.errors import Refused
from tests.cast import Cast


def test_a_facilitator_puts_a_post_back(cast: Cast, removal: ModerationDecision) -> None:
    assert moderation.restore(removal.contribution, by=cast.finch, note="My mistake.").is_visible
    newest = ModerationDecision.objects.latest("pk")
    assert (newest.action, newest.message_to_author) == ("restore", "My mistake.")
    assert Entry.objects.filter(action="contribution_restored").count() == 1


def test_a_visible_post_cannot_be_put_back(cast: Cast, removal: ModerationDecision) -> None:
    moderation.restore(removal.contribution, by=cast.moss)
    with pytest.raises(Refused, match="not removed"):
        moderation.restore(removal.contribution, by=cast.finch)


def test_an_open_appeal_is_answered_instead(cast: Cast, removal: ModerationDecision) -> None:
    moderation.appeal(removal, by=cast.amina, grounds="Fred is a cat.")
    with pytest.raises(Refused, match="Answer that request"):
        moderation.restore(removal.contribution, by=cast.moss)


def test_the_post_of_somebody_who_left_stays_hidden(cast: Cast, removal: ModerationDecision) -> None:
    joining.withdraw(cast.consultation, by=cast.amina)
    with pytest.raises(Refused, match="has left"):
        moderation.restore(removal.contribution, by=cast.moss)
