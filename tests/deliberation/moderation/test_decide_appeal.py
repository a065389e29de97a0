import pytest

from audit.models import Entry
from consultations.access import NotAllowed
from consultations.joining import joining
from deliberation.models import Appeal, ModerationDecision
from deliberation.moderation import moderation
from people.errors import Refused
from tests.cast import Cast, chosen_by
from tests.made_once import made_once


@made_once
def asked(cast: Cast, removal: ModerationDecision) -> Appeal:
    return moderation.appeal(removal, by=cast.amina, grounds="Fred is a cat.")


@pytest.mark.parametrize("who", ["hale", "finch"])
def test_upheld_by_somebody_else_the_post_is_back(cast: Cast, asked: Appeal, who: str) -> None:
    assert asked.decision.decided_by == cast.member(cast.moss)
    assert asked.decision.contribution.is_removed
    answered = moderation.decide_appeal(asked, by=getattr(cast, who), outcome="upheld", reasons="It is a cat.")
    contribution = asked.decision.contribution
    contribution.refresh_from_db()
    assert contribution.is_visible
    assert (answered.outcome, answered.decided_by) == ("upheld", cast.member(getattr(cast, who)))
    assert contribution.decisions.latest("pk").action == "restore"
    assert Entry.objects.filter(action="appeal_upheld").count() == 1


def test_dismissed_the_post_stays_away(cast: Cast, asked: Appeal) -> None:
    moderation.decide_appeal(asked, by=cast.hale, outcome="dismissed", reasons="There is a surname.")
    asked.decision.contribution.refresh_from_db()
    assert asked.decision.contribution.is_removed
    assert Entry.objects.filter(action="appeal_dismissed").count() == 1


def test_whoever_removed_it_does_not_answer(cast: Cast, asked: Appeal) -> None:
    with pytest.raises(Refused, match="You made the decision"):
        moderation.decide_appeal(asked, by=cast.moss, outcome="upheld", reasons="Sorry.")
    chosen_by(cast.member(cast.finch), cast.member(cast.moss))
    with pytest.raises(Refused, match="Jo Moss and you"):
        moderation.decide_appeal(asked, by=cast.finch, outcome="dismissed", reasons="My chief is right.")
    chosen_by(cast.member(cast.moss), cast.member(cast.hale))
    with pytest.raises(Refused, match="Jo Moss and you"):
        moderation.decide_appeal(asked, by=cast.hale, outcome="dismissed", reasons="My facilitator is right.")
    asked.refresh_from_db()
    assert asked.decided_at is None


@pytest.mark.parametrize("who", ["amina", "bilal", "reyes", "okoro", "outsider"])
def test_nobody_outside_answers(cast: Cast, asked: Appeal, who: str) -> None:
    with pytest.raises(NotAllowed):
        moderation.decide_appeal(asked, by=getattr(cast, who), outcome="upheld", reasons="x")


def test_the_second_answer_is_refused(cast: Cast, asked: Appeal) -> None:
    moderation.decide_appeal(asked, by=cast.hale, outcome="dismissed", reasons="x")
    with pytest.raises(Refused, match="already answered"):
        moderation.decide_appeal(asked, by=cast.finch, outcome="upheld", reasons="y")


def test_an_answer_has_reasons_and_an_outcome(cast: Cast, asked: Appeal) -> None:
    with pytest.raises(Refused, match="reasons"):
        moderation.decide_appeal(asked, by=cast.hale, outcome="upheld", reasons=" ")
    with pytest.raises(Refused, match="Choose"):
        moderation.decide_appeal(asked, by=cast.hale, outcome="", reasons="x")


def test_upheld_after_the_author_left_shows_nothing(cast: Cast, asked: Appeal) -> None:
    joining.withdraw(cast.consultation, by=cast.amina)
    moderation.decide_appeal(asked, by=cast.hale, outcome="upheld", reasons="It is a cat.")
    asked.decision.contribution.refresh_from_db()
    assert asked.decision.contribution.state == "withdrawn"
