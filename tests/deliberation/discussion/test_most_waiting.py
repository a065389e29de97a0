"""One person who would bury others under posts that wait to be read; a facilitator who would silence one person."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from audit import clock
from deliberation import numbers
from deliberation.discussion import discussion
from deliberation.models import Contribution, Thread
from deliberation.moderation import changes, moderation, unread
from people.errors import Refused
from people.models import Message
from tests.cast import Cast
from tests.deliberation.discussion.conftest import closed, public
from tests.made_once import made_once

__all__ = ["closed", "public"]

SignIn = Callable[[object], Client]
FULL = f"{numbers.MOST_POSTS_WAITING} of your posts are waiting to be read"


@made_once
def waiting(cast: Cast, public: Thread) -> list[Contribution]:
    """As many posts of Amina’s as may wait, for ten days."""
    with clock.travel(clock.now() - timedelta(days=10)):
        many = range(numbers.MOST_POSTS_WAITING)
        return [discussion.post(public, f"The force lied to us, {n}.", by=cast.amina, key=f"k{n}") for n in many]


def test_no_more_wait_and_the_words_are_kept(
    cast: Cast, client_for: SignIn, public: Thread, closed: Thread, waiting: list[Contribution]
) -> None:
    page = reverse("post", args=[cast.consultation.slug, public.pk])
    sent = client_for(cast.amina).post(page, {"body": "One more of mine.", "key": "another"})
    assert sent.status_code == 422 and FULL in sent.content.decode() and "One more of mine." in sent.content.decode()
    with pytest.raises(Refused, match=FULL):
        discussion.post(closed, "Call 020 7946 0018.", by=cast.amina)
    again = discussion.post(public, "The force lied to us, 9.", by=cast.amina, key="k9")  # the same sending
    assert again.pk == waiting[9].pk
    assert discussion.post(closed, "Nobody asked us.", by=cast.amina).is_visible  # this one keeps nobody busy
    assert discussion.post(public, "Nor me.", by=cast.bilal).is_held
    moderation.publish(waiting[0], by=cast.moss, revision=1)
    assert discussion.post(public, "One more of mine.", by=cast.amina).is_held


def test_nor_by_changing_what_is_on_show(cast: Cast, closed: Thread, waiting: list[Contribution]) -> None:
    said = discussion.post(closed, "Nobody asked us.", by=cast.amina)
    with pytest.raises(Refused, match=FULL):
        discussion.edit(said, "Call 020 7946 0018.", by=cast.amina)
    assert discussion.edit(said, "Nobody asked me.", by=cast.amina).is_visible
    assert discussion.edit(waiting[0], "The force lied to me.", by=cast.amina).is_held  # waits already


def test_no_facilitator_silences_anybody_by_holding(cast: Cast, public: Thread, closed: Thread) -> None:
    for n in range(numbers.MOST_POSTS_WAITING):
        changes.hold(discussion.post(closed, f"They lied, {n}.", by=cast.amina), by=cast.moss, reason="abuse")
    assert discussion.post(public, "And they lie on.", by=cast.amina).is_held


def test_panel_and_facilitators_are_told_once_a_day(cast: Cast, waiting: list[Contribution]) -> None:
    """However many posts one person has waiting, or appeals about."""
    for post in waiting[:4]:
        unread.ask_panel(post, by=cast.amina)
    for post in waiting[5:]:
        removed = moderation.remove(post, by=cast.moss, reason="abuse")
        moderation.appeal(removed.decisions.get(), by=cast.amina, grounds="It is criticism.")

    def told(kind: str, word: str) -> int:
        return Message.objects.filter(
            kind=kind, mailbox__user__in=[cast.hale, cast.finch], title__contains=word
        ).count()

    assert (told("panel", "not read in time"), told("panel", "appeals"), told("facilitators", "appeals")) == (1, 1, 1)
    with clock.travel(clock.now() + timedelta(days=1)):
        unread.ask_panel(waiting[4], by=cast.amina)
    assert told("panel", "not read in time") == 2
