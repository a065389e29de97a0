import pytest

from audit.models import Entry
from consultations.access import NotAllowed
from consultations.joining import joining
from consultations.models import Stage
from deliberation.discussion import discussion
from deliberation.models import Contribution, Thread
from deliberation.moderation import moderation
from people.errors import Refused
from tests.cast import Cast
from tests.made_once import made_once


@made_once
def said(cast: Cast, closed: Thread) -> Contribution:
    return discussion.post(closed, "Mine.", by=cast.amina)


def test_withdrawing_hides_the_post(cast: Cast, said: Contribution) -> None:
    assert said.is_visible
    assert discussion.withdraw(said, by=cast.amina).state == "withdrawn"
    assert Entry.objects.filter(action="contribution_withdrawn").count() == 1


def test_one_can_still_withdraw_after_closing(cast: Cast, said: Contribution) -> None:
    cast.at(Stage.ANALYSIS)
    assert discussion.withdraw(Contribution.objects.get(pk=said.pk), by=cast.amina).state == "withdrawn"


def test_not_after_the_findings_are_published(cast: Cast, said: Contribution) -> None:
    cast.at(Stage.FINDINGS_PUBLISHED)
    with pytest.raises(Refused, match="findings are published"):
        discussion.withdraw(Contribution.objects.get(pk=said.pk), by=cast.amina)


def test_nobody_withdraws_somebody_elses_post(cast: Cast, said: Contribution) -> None:
    for who in (cast.bilal, cast.moss, cast.reyes):
        with pytest.raises(NotAllowed):
            discussion.withdraw(said, by=who)


def test_a_removed_post_stays_removed(cast: Cast, said: Contribution) -> None:
    moderation.remove(said, by=cast.moss, reason="abuse")
    with pytest.raises(Refused, match="already removed"):
        discussion.withdraw(said, by=cast.amina)


def test_leaving_hides_everything_the_person_said(cast: Cast, said: Contribution, public: Thread) -> None:
    held = discussion.post(public, "Waiting.", by=cast.amina)
    other = discussion.post(said.thread, "Not hers.", by=cast.bilal)
    assert (said.state, held.state) == ("visible", "held")
    joining.withdraw(cast.consultation, by=cast.amina)
    for mine in (said, held):
        mine.refresh_from_db()
        assert mine.state == "withdrawn"
    other.refresh_from_db()
    assert other.is_visible


def test_after_leaving_nobody_posts(cast: Cast, said: Contribution) -> None:
    joining.withdraw(cast.consultation, by=cast.amina)
    with pytest.raises(NotAllowed):
        discussion.post(said.thread, "Still here?", by=cast.amina)


def test_a_post_of_somebody_who_left_cannot_be_published(cast: Cast, public: Thread) -> None:
    held = discussion.post(public, "Waiting.", by=cast.amina)
    joining.withdraw(cast.consultation, by=cast.amina)
    with pytest.raises(Refused, match="withdrawn"):
        moderation.publish(held, by=cast.moss, revision=1)
    Contribution.objects.filter(pk=held.pk).update(state="held")  # even if it had been left behind
    with pytest.raises(Refused, match="has left"):
        moderation.publish(held, by=cast.moss, revision=1)
