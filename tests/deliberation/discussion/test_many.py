"""One person does not fill a closed group: after many posts of a day the next ones wait, and these are bounded."""

from datetime import timedelta

import pytest

from audit import clock
from deliberation import numbers
from deliberation.discussion import discussion, holding
from deliberation.models import Contribution, Thread
from people.errors import Refused
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def test_after_many_posts_of_a_day_the_next_wait(cast: Cast, closed: Thread, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(numbers, "POSTS_A_DAY", 3)
    monkeypatch.setattr(numbers, "MOST_POSTS_WAITING", 2)
    states = [discussion.post(closed, f"Point {n} about the station.", by=cast.amina).state for n in range(5)]
    assert states == ["visible"] * 3 + ["held"] * 2
    assert Contribution.objects.latest("pk").held_because == holding.MANY
    with pytest.raises(Refused, match="waiting to be read"):
        discussion.post(closed, "And another thing.", by=cast.amina)
    assert discussion.post(closed, "So do I.", by=cast.bilal).state == "visible"
    Contribution.objects.update(state="visible")
    with clock.travel(clock.now() + timedelta(days=1, minutes=1)):
        assert discussion.post(closed, "A new day.", by=cast.amina).state == "visible"
