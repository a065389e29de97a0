from datetime import timedelta

import pytest

from audit import clock
from audit.models import Entry
from consultations.access import NotAllowed
from deliberation.models import Appeal, ModerationDecision
from deliberation.moderation import moderation
from people.errors import Refused
from people.privacy import retention
from tests.cast import Cast


def test_the_author_asks_for_another_look(cast: Cast, removal: ModerationDecision) -> None:
    moderation.appeal(removal, by=cast.amina, grounds=" Fred is a cat. ")
    assert Appeal.objects.get().grounds == "Fred is a cat."
    entry = Entry.objects.get(action="appealed")
    assert entry.actor == cast.member(cast.amina).pseudonym
    assert "cat" not in entry.summary


@pytest.mark.parametrize("who", ["bilal", "moss", "hale", "reyes", "outsider"])
def test_nobody_else_appeals(cast: Cast, removal: ModerationDecision, who: str) -> None:
    with pytest.raises(NotAllowed):
        moderation.appeal(removal, by=getattr(cast, who), grounds="x")


def test_one_appeal_for_one_decision(cast: Cast, removal: ModerationDecision) -> None:
    moderation.appeal(removal, by=cast.amina, grounds="x")
    with pytest.raises(Refused, match="already asked"):
        moderation.appeal(removal, by=cast.amina, grounds="y")


def test_within_fourteen_days(cast: Cast, removal: ModerationDecision) -> None:
    with clock.travel(removal.decided_at + timedelta(days=14, seconds=1)), pytest.raises(Refused, match="until"):
        moderation.appeal(removal, by=cast.amina, grounds="x")
    with clock.travel(removal.decided_at + timedelta(days=14)):
        assert moderation.appeal(removal, by=cast.amina, grounds="x").pk


def test_an_appeal_says_why(cast: Cast, removal: ModerationDecision) -> None:
    with pytest.raises(Refused, match="Say why"):
        moderation.appeal(removal, by=cast.amina, grounds="  ")


def test_a_decision_that_was_reversed_cannot_be_appealed(cast: Cast, removal: ModerationDecision) -> None:
    moderation.restore(removal.contribution, by=cast.moss)
    with pytest.raises(Refused, match="no longer stands"):
        moderation.appeal(removal, by=cast.amina, grounds="x")


def test_words_stay_until_the_appeal_is_answered(cast: Cast, removal: ModerationDecision) -> None:
    """However long nobody answered: whoever decides at last needs what it is about, and why it was asked."""
    asked = moderation.appeal(removal, by=cast.amina, grounds="Fred is a cat.")
    with clock.travel(removal.decided_at + timedelta(days=400)):
        retention.purge()
        asked.refresh_from_db()
        removal.contribution.refresh_from_db()
        assert asked.grounds and removal.contribution.body
        moderation.decide_appeal(asked, by=cast.finch, outcome="dismissed", reasons="It is none.")
        retention.purge()
        asked.refresh_from_db()
        removal.contribution.refresh_from_db()
        assert (asked.grounds, removal.contribution.body) == ("", "")
