"""No member of the panel alone stops a consultation by pausing it again as often as another lets it go on."""

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from audit import clock
from consultations.models import Stage
from consultations.stages import closing_early, stages
from people.errors import Refused
from people.models import Message
from tests.cast import Cast
from tests.made_once import made_once

AGAINST = "another member of the panel let it go on each time"


@made_once
def twice(cast: Cast) -> Cast:
    """Paused twice by one member of the panel, and let go on by another each time."""
    for _ in range(2):
        stages.pause(cast.consultation, by=cast.quill, reason="I do not like it.")
        stages.resume(cast.consultation, by=cast.hale)
    return cast


def test_not_a_third_time(cast: Cast, twice: Cast, client_for: Any) -> None:
    with pytest.raises(Refused, match=AGAINST):
        stages.pause(cast.consultation, by=cast.quill, reason="Still not.")
    cast.consultation.refresh_from_db()
    assert cast.consultation.stage == Stage.OPEN
    address = reverse("pause", args=[cast.consultation.slug])
    page = client_for(cast.quill).get(address).content.decode()
    assert AGAINST in page and 'value="pause"' not in page
    assert 'value="pause"' in client_for(cast.hale).get(address).content.decode()


def test_another_member_can_stop_it_at_once_and_then_the_first_again(cast: Cast, twice: Cast) -> None:
    stages.pause(cast.consultation, by=cast.hale, reason="Court order.")
    stages.resume(cast.consultation, by=cast.hale)
    stages.pause(cast.consultation, by=cast.quill, reason="A new order.")
    assert cast.consultation.stage == Stage.PAUSED


def test_a_pause_of_a_moment_in_between_changes_nothing(cast: Cast) -> None:
    for ended_by in (cast.hale, cast.quill, cast.hale):
        stages.pause(cast.consultation, by=cast.quill, reason="I do not like it.")
        stages.resume(cast.consultation, by=ended_by)
    with pytest.raises(Refused, match=AGAINST):
        stages.pause(cast.consultation, by=cast.quill, reason="Still not.")


def test_whoever_is_alone_on_the_panel_now_can_stop_it(cast: Cast, twice: Cast) -> None:
    cast.consultation.memberships.filter(user=cast.hale).delete()
    stages.pause(cast.consultation, by=cast.quill, reason="Court order.")
    assert cast.consultation.stage == Stage.PAUSED


def test_later_it_is_another_matter(cast: Cast, twice: Cast) -> None:
    with clock.travel(clock.now() + timedelta(29)):
        stages.pause(cast.consultation, by=cast.quill, reason="Court order.")
    assert cast.consultation.stage == Stage.PAUSED


def test_whoever_ends_their_own_pause_does_not_go_on_without_end(cast: Cast) -> None:
    """Each ended before another could: a few of a week are nothing, more are as many against another. Each is told."""

    def pause() -> None:
        stages.pause(cast.consultation, by=cast.quill, reason="The fire alarm.")
        stages.resume(cast.consultation, by=cast.quill)

    start = clock.now()
    for hour in range(5):
        with clock.travel(start + timedelta(hours=hour)):
            pause()
    told = Message.objects.filter(title__contains="Paused by Sam Quill of the panel")
    assert told.count() == 5 * 4 and told.filter(mailbox__user=cast.hale).count() == 5
    with clock.travel(start + timedelta(hours=6)), pytest.raises(Refused, match="let it go on yourself more often"):
        pause()
    stages.pause(cast.consultation, by=cast.hale, reason="Court order.")
    stages.resume(cast.consultation, by=cast.hale)
    for week in range(2):
        with clock.travel(start + timedelta(days=8 * week + 8)):
            pause()
    assert cast.consultation.stage == Stage.OPEN


def test_one_member_agrees_to_close_early_twice_in_the_days_that_count(cast: Cast) -> None:
    for _ in range(2):
        closing_early.agree(cast.consultation, by=cast.quill, reason="Too long.")
        closing_early.take_back(cast.consultation, by=cast.quill)
    with pytest.raises(Refused, match="You have agreed two times within"):
        closing_early.agree(cast.consultation, by=cast.quill, reason="Too long.")
    with clock.travel(clock.now() + timedelta(days=7, minutes=1)):
        assert not closing_early.agree(cast.consultation, by=cast.quill, reason="Too long.")
