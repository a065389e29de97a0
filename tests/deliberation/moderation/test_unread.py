"""A post that is held and never read: a facilitator who lets criticism lie keeps it out for ever, and unseen."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from audit import clock
from consultations.access import NotAllowed
from consultations.desk import desk
from consultations.models import Stage
from deliberation.discussion import discussion, moderation_log, screening
from deliberation.models import AskedOfPanel, Contribution, Thread
from deliberation.moderation import changes, moderation, queue, unread
from deliberation.rules import rules
from people.errors import Refused
from people.models import Message
from tests.cast import Cast
from tests.made_once import made_once
from tests.pages import flat

SignIn = Callable[[object], Client]


@made_once
def old(cast: Cast, public: Thread) -> Contribution:
    """Amina's post in the open thread, which nobody has read for ten days."""
    with clock.travel(clock.now() - timedelta(days=10)):
        return discussion.post(public, "The force lied to us.", by=cast.amina)


def again(post: Contribution) -> Contribution:
    return Contribution.objects.get(pk=post.pk)


def seen(post: Contribution) -> moderation.OnScreen:
    return moderation.OnScreen(again(post).revision, queue.last_decision(post))


def test_past_its_day_the_panel_decides(cast: Cast, client_for: SignIn, old: Contribution) -> None:
    slug = cast.consultation.slug
    ask, decide = reverse("ask_panel", args=[slug, old.pk]), reverse("decide_unread", args=[slug, old.pk])
    assert client_for(cast.hale).get(decide).status_code == 404
    amina, there = client_for(cast.amina), old.thread.get_absolute_url()
    page = flat(amina.get(there).content.decode())
    assert ask in page and "and has not. You can ask the oversight panel" in page and "usually within" not in page
    assert client_for(cast.bilal).post(ask).status_code == 404
    for _ in range(2):
        amina.post(ask)
    page = flat(amina.get(there).content.decode())
    assert "You asked the oversight panel on" in page and ask not in page
    told = Message.objects.filter(mailbox__user=cast.hale, kind="panel")
    assert [line.link.endswith(reverse("appeals", args=[slug])) for line in told] == [True]
    assert "lied" not in told.get().title
    assert "nobody read in time: 1" in " ".join(todo.title for todo in desk.first_waiting(cast.hale.pk, 10)[0])
    hale = client_for(cast.hale)
    assert decide in hale.get(reverse("appeals", args=[slug])).content.decode()
    assert "The force lied to us." in hale.get(decide).content.decode()
    for other in (cast.moss, cast.okoro, cast.amina):
        assert client_for(other).get(decide).status_code == 404
    assert hale.post(decide, {"revision": 1, "decision": 0, "action": "remove"}).status_code == 422
    hale.post(decide, {"revision": 1, "decision": 0, "action": "publish"})
    assert again(old).is_visible and not AskedOfPanel.objects.exists()
    titles = Message.objects.filter(mailbox__user=cast.amina).values_list("title", flat=True)
    assert any("Your post is in the thread" in title for title in titles)


def test_the_list_says_why_a_post_waits_as_facilitators_read_it(cast: Cast, client_for: SignIn, public: Thread) -> None:
    """A name that is listed is no neutral reason: else the panel reads less than whoever let the post lie."""
    rules.list_names(cast.consultation, by=cast.moss, lines="Fred Marsh")
    with clock.travel(clock.now() - timedelta(days=10)):
        post = discussion.post(public, "Fred Marsh lied to us.", by=cast.amina)
    unread.ask_panel(post, by=cast.amina)
    page = flat(client_for(cast.hale).get(reverse("appeals", args=[cast.consultation.slug])).content.decode())
    assert f"It may contain {screening.LISTED}." in page


def test_what_the_panel_removes_can_be_appealed(cast: Cast, old: Contribution) -> None:
    unread.ask_panel(old, by=cast.amina)
    removed = unread.remove(again(old), by=cast.hale, seen=seen(old), reason="abuse")
    asked = moderation.appeal(removed.decisions.get(), by=cast.amina, grounds="It is criticism.")
    with pytest.raises(Refused, match="You made the decision"):
        moderation.decide_appeal(asked, by=cast.hale, outcome="dismissed", reasons="No.")
    moderation.decide_appeal(asked, by=cast.finch, outcome="upheld", reasons="It is.")
    assert again(old).is_visible


def test_the_panel_decides_only_what_it_was_asked_and_what_still_waits(cast: Cast, old: Contribution) -> None:
    with pytest.raises(NotAllowed):
        unread.show(old, by=cast.hale, seen=seen(old))
    unread.ask_panel(old, by=cast.amina)
    for by in (cast.moss, cast.amina):
        with pytest.raises(NotAllowed):
            unread.show(old, by=by, seen=seen(old))
    before = seen(old)
    discussion.edit(again(old), "The force did not tell us.", by=cast.amina)
    with pytest.raises(Refused, match="changed the text"):
        unread.show(old, by=cast.hale, seen=before)
    moderation.publish(again(old), by=cast.moss, revision=2)
    with pytest.raises(moderation.Overtaken, match="Jo Moss published it"):
        unread.show(old, by=cast.hale, seen=before)


def test_before_its_day_and_of_a_hold_the_panel_is_not_asked(
    cast: Cast, held: Contribution, shown: Contribution
) -> None:
    with pytest.raises(Refused, match="It is to be read by"):
        unread.ask_panel(held, by=cast.amina)
    changes.hold(shown, by=cast.moss, reason="abuse")
    with clock.travel(clock.now() + timedelta(days=10)), pytest.raises(Refused, match="decided to hold it"):
        unread.ask_panel(shown, by=cast.amina)


def test_what_the_panel_showed_is_not_hidden_again_without_a_word_that_author_and_panel_read(
    cast: Cast, old: Contribution
) -> None:
    unread.ask_panel(old, by=cast.amina)
    post = unread.show(again(old), by=cast.hale, seen=seen(old))
    for act in (moderation.remove, changes.hold):
        with pytest.raises(Refused, match="Say in your own words what is new"):
            act(again(post), by=cast.moss, reason="abuse")
    with pytest.raises(Refused, match="what is new"):
        changes.redact(again(post), by=cast.moss, words="lied", reason="defam")
    assert again(post).is_visible and not Message.objects.filter(title__startswith="A facilitator hides").exists()
    changes.hold(again(post), by=cast.moss, reason="abuse", note="A court ordered it today.")
    assert Message.objects.filter(title__startswith="A facilitator hides", mailbox__user=cast.hale).count() == 1
    assert "A court ordered it today." in again(post).held_because


def test_whoever_changes_a_held_post_as_asked_has_the_panel_once_nobody_else_can_be_asked(
    cast: Cast, shown: Contribution
) -> None:
    changes.hold(shown, by=cast.moss, reason="ident")
    asked = moderation.appeal(shown.decisions.get(), by=cast.amina, grounds="No name in it.")
    moderation.decide_appeal(asked, by=cast.finch, outcome="dismissed", reasons="It stands there.")
    with clock.travel(clock.now() + timedelta(days=10)), pytest.raises(Refused, match="Ask for another look"):
        unread.ask_panel(again(shown), by=cast.amina)  # of these words it was decided
    discussion.edit(again(shown), "Somebody did it.", by=cast.amina)
    with clock.travel(clock.now() + timedelta(days=10)):
        unread.ask_panel(again(shown), by=cast.amina)
        assert unread.show(again(shown), by=cast.hale, seen=seen(shown)).is_visible


def test_a_hold_that_can_still_be_appealed_is_not_the_panels(cast: Cast, shown: Contribution) -> None:
    changes.hold(shown, by=cast.moss, reason="ident")
    discussion.edit(again(shown), "Somebody did it.", by=cast.amina)
    with clock.travel(clock.now() + timedelta(days=10)), pytest.raises(Refused, match="Ask for another look"):
        unread.ask_panel(again(shown), by=cast.amina)
    with clock.travel(clock.now() + timedelta(days=20)):
        unread.ask_panel(again(shown), by=cast.amina)
        assert AskedOfPanel.objects.filter(contribution=shown).exists()


def test_everybody_reads_how_many_waited_longer_than_promised(cast: Cast, public: Thread) -> None:
    """From a number on that points at nobody, those that nobody has read yet among them."""
    begun = clock.now() - timedelta(days=70)
    with clock.travel(begun):
        posts = [discussion.post(public, f"Wait {n}.", by=(cast.amina, cast.bilal)[n // 10]) for n in range(11)]
    with clock.travel(begun + timedelta(hours=1)):
        moderation.publish(posts[0], by=cast.moss, revision=1)

    def told() -> str:
        return dict(moderation_log.told_while_open(cast.consultation).rows)[moderation_log.LATE]

    with clock.travel(begun + timedelta(days=20)):
        for post in posts[1:5]:
            moderation.publish(post, by=cast.moss, revision=1)
    assert told() == "10"
    discussion.withdraw(posts[10], by=cast.bilal)
    assert told() == "fewer than 10"
    assert moderation_log.statistics(cast.consultation).late == 4
    cast.at(Stage.ANALYSIS)
    assert dict(moderation_log.rows(moderation_log.statistics(cast.consultation)))["Decided later than promised"] == 4


def late(cast: Cast) -> int:
    return moderation_log.statistics(cast.consultation).late


def overdue(cast: Cast) -> int:
    return len(moderation_log._overdue(cast.consultation))


def test_cutting_a_word_instead_of_publishing_is_as_late(cast: Cast, old: Contribution) -> None:
    assert (late(cast), overdue(cast)) == (0, 1)
    changes.redact(again(old), by=cast.moss, words=" to us", reason="defam")
    assert (late(cast), overdue(cast)) == (1, 1)
    changes.redact(again(old), by=cast.moss, words="lied", reason="defam")
    assert (late(cast), overdue(cast)) == (1, 1)  # these words were on show by then


def test_what_was_read_in_time_is_not_late_by_what_is_decided_weeks_later(cast: Cast, public: Thread) -> None:
    begun = clock.now() - timedelta(days=40)
    with clock.travel(begun):
        posts = [discussion.post(public, f"The force lied, {n}.", by=cast.amina) for n in range(3)]
    with clock.travel(begun + timedelta(hours=1)):
        for post in posts:
            moderation.publish(again(post), by=cast.moss, revision=1)
    moderation.remove(again(posts[0]), by=cast.moss, reason="abuse")
    changes.redact(again(posts[1]), by=cast.moss, words="lied", reason="defam")
    changes.hold(again(posts[2]), by=cast.moss, reason="abuse")
    moderation.publish(again(posts[2]), by=cast.moss, revision=1)
    assert (late(cast), overdue(cast)) == (0, 0)


def test_one_hold_long_ago_does_not_excuse_what_is_written_later(cast: Cast, shown: Contribution) -> None:
    changes.hold(shown, by=cast.moss, reason="ident")
    with clock.travel(clock.now() + timedelta(days=10)):
        assert overdue(cast) == 0  # its author can appeal
        moderation.publish(again(shown), by=cast.moss, revision=1)
    discussion.edit(again(shown), "My neighbour did it.", by=cast.amina)
    with clock.travel(clock.now() + timedelta(days=20)):
        assert overdue(cast) == 1
        moderation.publish(again(shown), by=cast.moss, revision=2)
        assert (late(cast), overdue(cast)) == (1, 1)
