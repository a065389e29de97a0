"""Hold, take words out, move, claim; and that others' replies keep their place."""

from collections.abc import Callable

import pytest
from django.test import Client

from consultations.access import NotAllowed
from deliberation.discussion import discussion
from deliberation.models import Contribution, ContributionRevision, Thread
from deliberation.moderation import changes, moderation
from deliberation.moderation.moderation import OnScreen
from people.errors import Refused
from people.models import User
from tests.cast import Cast
from tests.made_once import made_once

ClientFor = Callable[[User | None], Client]


@made_once
def reply(cast: Cast, shown: Contribution, closed: Thread) -> Contribution:
    return discussion.post(closed, "I saw it too.", by=cast.bilal, reply_to=shown)


def _read(client_for: ClientFor, user: User | None, thread: Thread) -> str:
    page = client_for(user).get(thread.get_absolute_url()).content.decode()
    return page[: page.index('id="mine"')]


def test_a_held_post_is_out_of_sight_and_its_replies_stay(
    cast: Cast, shown: Contribution, reply: Contribution, closed: Thread, client_for: ClientFor
) -> None:
    held = changes.hold(shown, by=cast.moss, reason="ident", note="Is this a real name?")
    assert held.held_because == "A facilitator holds it: identifies someone. Is this a real name?"
    page = _read(client_for, cast.bilal, closed)
    assert "Fred" not in page and "I saw it too." in page and "A facilitator is reading this post." in page
    assert moderation.publish(held, by=cast.finch, revision=1).is_visible


def test_words_are_taken_out_with_a_bracket_and_its_reason(
    cast: Cast, shown: Contribution, closed: Thread, client_for: ClientFor
) -> None:
    done = changes.redact(shown, by=cast.moss, words="neighbour Fred", reason="ident")
    assert (done.body, done.revision) == ("My [taken out: identifies someone] did it.", 2)
    assert ContributionRevision.objects.get(contribution=shown, number=1).body == "My neighbour Fred did it."
    assert "Fred" not in _read(client_for, cast.bilal, closed)
    back = discussion.edit(done, "My neighbour Fred did it, I say.", by=cast.amina)
    assert back.is_held  # it is not put back unread
    assert "Fred" not in _read(client_for, cast.bilal, closed)
    assert "[taken out: identifies someone]" in _read(client_for, cast.bilal, closed)


@pytest.mark.parametrize(
    ("words", "why"), [("", "Copy the words"), ("fred", "not in the post"), ("My neighbour Fred did it.", "whole post")]
)
def test_words_that_do_not_stand_there_are_refused(cast: Cast, shown: Contribution, words: str, why: str) -> None:
    with pytest.raises(Refused, match=why):
        changes.redact(shown, by=cast.moss, words=words, reason="ident")


def test_words_that_do_no_harm_are_not_taken_out(cast: Cast, shown: Contribution) -> None:
    """Else “I do not want it” could be made to say that somebody wants it."""
    with pytest.raises(Refused, match="why these words do harm"):
        changes.redact(shown, by=cast.moss, words="neighbour", reason="offtopic")


def test_off_topic_is_moved_with_its_replies_among_the_same_readers(
    cast: Cast, shown: Contribution, reply: Contribution, closed: Thread, public: Thread, client_for: ClientFor
) -> None:
    other = Thread.objects.create(area=closed.area, group=cast.group1, title="Lamps", order=3)
    foreign = Thread.objects.create(area=closed.area, group=cast.group2, title="Lamps", order=4)
    for place in (public, foreign, closed, None):
        with pytest.raises(Refused, match="the same people read"):
            changes.move(shown, by=cast.moss, to=place)
    moved = changes.move(shown, by=cast.moss, to=other)
    assert moved.is_visible and moved.decisions.get().reason == "offtopic"
    page = _read(client_for, cast.bilal, other)
    assert "Fred" in page and "I saw it too." in page
    assert "Fred" not in _read(client_for, cast.bilal, closed)


def test_edited_open_posts_show_the_last_words_read_until_the_new_ones_are(
    cast: Cast, in_public: Contribution, public: Thread, client_for: ClientFor
) -> None:
    discussion.edit(in_public, "zz-unread words", by=cast.amina)
    page = _read(client_for, None, public)
    assert "Put signs up first." in page and "zz-unread" not in page and "new words are read first" in page
    discussion.edit(in_public, "zz-unread more", by=cast.amina)
    assert "Put signs up first." in _read(client_for, None, public)
    moderation.publish(Contribution.objects.get(pk=in_public.pk), by=cast.moss, revision=3)
    assert "zz-unread more" in _read(client_for, None, public)


def test_a_postcode_added_to_a_post_does_not_take_the_reply_away(
    cast: Cast, shown: Contribution, reply: Contribution, closed: Thread, client_for: ClientFor
) -> None:
    assert discussion.edit(shown, "My neighbour at SW1A 1AA did it.", by=cast.amina).is_held
    page = _read(client_for, cast.bilal, closed)
    assert "I saw it too." in page and "SW1A" not in page and "My neighbour Fred did it." in page


def test_a_removed_or_withdrawn_post_does_not_come_back_by_its_last_words(
    cast: Cast, in_public: Contribution, public: Thread, client_for: ClientFor
) -> None:
    discussion.edit(in_public, "zz-unread words", by=cast.amina)
    moderation.remove(Contribution.objects.get(pk=in_public.pk), by=cast.moss, reason="abuse")
    assert "Put signs up" not in _read(client_for, None, public)
    again = discussion.edit(Contribution.objects.get(pk=in_public.pk), "zz-calmer", by=cast.amina)
    page = _read(client_for, None, public)
    assert again.is_held and "Put signs up" not in page and "zz-" not in page


def test_a_claimed_post_is_left_to_who_reads_it_for_a_while(cast: Cast, held: Contribution) -> None:
    changes.claim(held, by=cast.moss)
    with pytest.raises(Refused, match="Jo Moss is reading this one"):
        changes.claim(held, by=cast.finch)
    with pytest.raises(NotAllowed):
        changes.claim(held, by=cast.hale)
    held.claim.at = held.created_at.replace(year=2020)
    held.claim.save()
    assert changes.claim(held, by=cast.finch).by == cast.member(cast.finch)


@pytest.mark.parametrize("who", ["amina", "hale", "okoro", "outsider"])
def test_only_facilitators_do_these(cast: Cast, shown: Contribution, closed: Thread, who: str) -> None:
    by = getattr(cast, who)
    for act in (
        lambda: changes.hold(shown, by=by, reason="ident"),
        lambda: changes.redact(shown, by=by, words="Fred", reason="ident"),
        lambda: changes.move(shown, by=by, to=closed),
    ):
        with pytest.raises(NotAllowed):
            act()


def test_the_loser_of_two_is_told_who_did_what(cast: Cast, shown: Contribution) -> None:
    seen = OnScreen(1)
    changes.hold(shown, by=cast.moss, reason="ident", seen=seen)
    with pytest.raises(Refused, match="Jo Moss held it"):
        changes.redact(shown, by=cast.finch, words="Fred", reason="ident", seen=seen)
    assert shown.decisions.count() == 1


def test_the_page_does_each_of_them(cast: Cast, shown: Contribution, closed: Thread, client_for: ClientFor) -> None:
    other = Thread.objects.create(area=closed.area, group=cast.group1, title="Lamps", order=3)
    client = client_for(cast.moss)
    address = f"/consultations/{cast.consultation.slug}/moderation/{shown.pk}/"
    steps = [
        {"action": "hold", "reason": "ident"},
        {"action": "redact", "reason": "ident", "words": "Fred"},
        {"action": "move", "to": str(other.pk)},
    ]
    for step in steps:
        shown.refresh_from_db()
        last = shown.decisions.order_by("-pk").values_list("pk", flat=True).first() or 0
        answer = client.post(address, {"revision": shown.revision, "decision": last, **step})
        assert answer.status_code == 302, answer.content.decode()
    page = client.get(address).content.decode()
    assert "My neighbour Fred did it." in page and "Every version" in page
    refused = client.post(
        address, {"revision": 2, "decision": 0, "action": "redact", "reason": "ident", "words": "zz-typed"}
    )
    assert refused.status_code == 422 and "zz-typed" in refused.content.decode()
