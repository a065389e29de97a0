"""Acts that are each within somebody’s rights, in an order that would keep words out, in, or from being heard."""

from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from django.test import Client
from django.urls import reverse

from deliberation.discussion import discussion, moderation_log, thread_page
from deliberation.models import Appeal, Contribution, Thread
from deliberation.moderation import changes, concerns, moderation
from deliberation.splitting import splitting
from people.errors import Refused
from people.models import Message
from tests.cast import Cast
from tests.pages import flat

SignIn = Callable[[object], Client]
WORDS = "My neighbour Fred did it. And nobody asked us about the cameras."


@pytest.fixture
def other(closed: Thread) -> Thread:
    return Thread.objects.create(area=closed.area, group=closed.group, title="Somewhere else")


def again(post: Contribution) -> Contribution:
    return Contribution.objects.get(pk=post.pk)


def changing(cast: Cast, thread: Thread) -> Contribution:
    """On show as it was first written; the new words wait, because a number stands in them."""
    said = discussion.post(thread, WORDS, by=cast.amina)
    changed = discussion.edit(said, f"{WORDS} Call 020 7946 0018.", by=cast.amina)
    assert changed.is_held and changed.shown_revision == 1
    return changed


def on_show(thread: Thread, post: Contribution) -> str:
    return " ".join(row["body"] for row in thread_page.some(thread, [post.pk]))


def test_cutting_a_word_out_does_not_show_ones_own_held_post(cast: Cast, closed: Thread) -> None:
    """Another facilitator held it; its author is the one who may not say that it is shown."""
    note = discussion.add_note(closed, "Everybody was for it, said Fred.", by=cast.moss)
    changes.hold(note, by=cast.finch, reason="ident")
    with pytest.raises(Refused, match="You wrote this yourself"):
        changes.redact(again(note), by=cast.moss, words="said Fred", reason="ident")
    assert again(note).is_held
    changes.redact(again(note), by=cast.finch, words="said Fred", reason="ident")
    assert again(note).is_visible


def test_moving_ones_own_post_answers_no_report_of_it(cast: Cast, closed: Thread, other: Thread) -> None:
    note = discussion.add_note(closed, "Everybody was for it.", by=cast.moss)
    concerns.raise_concern(note, by=cast.amina, reason="other", words="We were not.")
    with pytest.raises(Refused, match="You wrote this yourself"):
        changes.move(note, by=cast.moss, to=other)
    assert concerns.unanswered().count() == 1
    concerns.leave(note, by=cast.finch)
    assert changes.move(again(note), by=cast.moss, to=other).thread == other


def test_holding_ones_own_post_answers_no_report_of_it(cast: Cast, closed: Thread, other: Thread) -> None:
    """It is out of sight, and the report is there for whoever decides about it: not its author."""
    note = discussion.add_note(closed, "Everybody was for it.", by=cast.moss)
    concerns.raise_concern(note, by=cast.amina, reason="other", words="We were not.")
    changes.hold(note, by=cast.moss, reason="defam")
    for act in (
        lambda: moderation.publish(again(note), by=cast.moss, revision=1),
        lambda: changes.move(again(note), by=cast.moss, to=other),
        lambda: concerns.leave(again(note), by=cast.moss),
    ):
        with pytest.raises(Refused, match="You wrote this yourself"):
            act()
    assert concerns.unanswered().count() == 1
    moderation.publish(again(note), by=cast.finch, revision=1)
    assert not concerns.unanswered().exists()


def test_moving_a_post_that_is_being_changed_keeps_its_words_on_show(cast: Cast, closed: Thread, other: Thread) -> None:
    """A move says that nothing in it was changed."""
    moved = changes.move(changing(cast, closed), by=cast.moss, to=other)
    assert on_show(other, moved) == WORDS
    assert moderation.publish(again(moved), by=cast.moss, revision=2).shown_revision is None


def test_a_post_that_is_being_changed_can_be_reported(cast: Cast, client_for: SignIn, closed: Thread) -> None:
    """Whoever changes a post all day long does not keep others from reporting the words on show."""
    said = changing(cast, closed)
    address = reverse("report_post", args=[cast.consultation.slug, said.pk])
    assert address in client_for(cast.bilal).get(closed.get_absolute_url()).content.decode()
    page = flat(client_for(cast.bilal).get(address).content.decode())
    assert "nobody asked us" in page and "020 7946" not in page  # what is on show, not what waits
    concerns.raise_concern(said, by=cast.bilal, reason="ident")
    assert [post.pk for post in concerns.reported(cast.consultation)] == [said.pk]


def test_changing_a_reported_post_takes_it_off_no_list(cast: Cast, closed: Thread) -> None:
    said = discussion.post(closed, WORDS, by=cast.amina)
    concerns.raise_concern(said, by=cast.bilal, reason="ident")
    discussion.edit(said, f"{WORDS} Call 020 7946 0018.", by=cast.amina)
    assert [post.pk for post in concerns.reported(cast.consultation)] == [said.pk]


def test_a_second_cry_for_help_is_told_to_the_lead_too(cast: Cast, closed: Thread) -> None:
    """An idle report does not use up the alarm for what is written, or seen, later."""
    said = discussion.post(closed, WORDS, by=cast.amina)
    concerns.raise_concern(said, by=cast.bilal, reason="safe")
    concerns.raise_concern(said, by=cast.hale, reason="safe")
    told = Message.objects.filter(kind="safeguarding")
    assert told.count() == 1
    concerns.leave(said, by=cast.finch)
    concerns.raise_concern(said, by=cast.bilal, reason="safe")
    assert told.count() == 2


def test_a_split_does_not_take_the_appeal_away(cast: Cast, closed: Thread) -> None:
    """Words are cut, then the author is asked whether the post may be two: who says yes could still appeal."""
    said = discussion.post(closed, WORDS, by=cast.amina)
    asked = splitting.propose(said, by=cast.moss, begins="And nobody")
    changes.redact(again(said), by=cast.moss, words="neighbour Fred", reason="ident")
    assert splitting.agree(asked, by=cast.amina) is None  # asked before it was cut: nothing is split
    with pytest.raises(Refused, match="can still ask for another look"):
        splitting.propose(again(said), by=cast.finch, begins="And nobody")
    cut = again(said).decisions.get()
    appeal = moderation.appeal(cut, by=cast.amina, grounds="He agreed.")
    with pytest.raises(Refused, match="has asked for this to be looked at again"):
        splitting.propose(again(said), by=cast.finch, begins="And nobody")
    moderation.decide_appeal(appeal, by=cast.hale, outcome="upheld", reasons="He did.")
    assert again(said).body == WORDS
    assert splitting.propose(again(said), by=cast.finch, begins="And nobody")


@pytest.mark.parametrize("reason", ["safe", "crime"])
def test_no_count_tells_which_of_two_reasons_stands_behind_for_somebodys_safety(
    cast: Cast, client_for: SignIn, closed: Thread, reason: str
) -> None:
    """Its place says “for somebody’s safety”, so that nobody reads there who is at risk, or who told of a crime.

    One look at the counts before and one after would have said it, to the police as well.
    """
    said = discussion.post(closed, WORDS, by=cast.amina)
    moderation.remove(said, by=cast.moss, reason=reason)
    told = moderation_log.statistics(cast.consultation)
    assert told.by_reason == [("For somebody’s safety", 1)]
    rows = dict(moderation_log.rows(told))
    assert rows["Removed: For somebody’s safety"] == 1
    public = dict(moderation_log.told_while_open(cast.consultation).rows)
    assert not any("at risk" in what or "crime" in what for what in [*rows, *public])
    for user in (cast.bilal, cast.reyes):
        page = client_for(user).get(reverse("discussion", args=[cast.consultation.slug])).content.decode()
        assert "For somebody’s safety" in page and "at risk" not in page and "Reports a crime" not in page


@pytest.mark.parametrize("reason", ["safe", "crime"])
def test_a_cut_for_safety_tells_nobody_else_why(cast: Cast, client_for: SignIn, closed: Thread, reason: str) -> None:
    said = discussion.post(closed, WORDS, by=cast.amina)
    changes.redact(said, by=cast.moss, words="Fred", reason=reason)
    page = client_for(cast.bilal).get(closed.get_absolute_url()).content.decode()
    assert "My neighbour [taken out: for somebody’s safety] did it." in page and "Words were taken out by" in page
    assert "at risk" not in page and "reports a crime" not in page


def test_a_cut_of_what_the_law_keeps_anonymous_does_not_say_so(cast: Cast, client_for: SignIn, closed: Thread) -> None:
    """“Points to someone the law keeps anonymous”, beside the rest of the sentence, would point to them."""
    said = discussion.post(closed, WORDS, by=cast.amina)
    changes.redact(said, by=cast.moss, words="Fred", reason="anon")
    page = client_for(cast.bilal).get(closed.get_absolute_url()).content.decode()
    assert "My neighbour [taken out] did it." in page and "Words were taken out by Jo Moss" in page
    assert "anonymous" not in page


def test_emptying_a_thread_by_moves_leaves_a_trace_and_has_an_appeal(
    cast: Cast, client_for: SignIn, closed: Thread, other: Thread
) -> None:
    """Every critical reply goes from the busy thread to an empty one, in two steps."""
    first = discussion.post(closed, "The cameras are fine.", by=cast.bilal)
    said = discussion.post(closed, WORDS, by=cast.amina, reply_to=first)
    third = Thread.objects.create(area=closed.area, group=closed.group, title="An empty corner")
    changes.move(again(said), by=cast.moss, to=other)
    changes.move(again(said), by=cast.moss, to=third)
    for reader in (cast.bilal, cast.amina):
        page = flat(client_for(reader).get(closed.get_absolute_url()).content.decode())
        assert "A post was moved from here to" in page and "An empty corner</a>” by Jo Moss, facilitator" in page
        assert "cameras." not in page
    message = Message.objects.filter(mailbox__user=cast.amina, kind="about_my_post").latest("pk")
    where = reverse("appeal", args=[cast.consultation.slug, said.pk])
    assert "moved: read where, and what you can do" in message.title and message.link.endswith(where)
    client = client_for(cast.amina)
    assert where in client.get(reverse("consultation", args=[cast.consultation.slug])).content.decode()
    assert "Moved because" in client.get(where).content.decode()
    assert where in client.get(third.get_absolute_url()).content.decode()
    assert where not in client_for(cast.bilal).get(third.get_absolute_url()).content.decode()
    assert client.post(where, {"grounds": "It answers him."}).headers["Location"] == where
    page = flat(client.get(where).content.decode())
    assert "Somebody else is looking at this again" in page and "<textarea" not in page
    appeal = Appeal.objects.get()
    with pytest.raises(Refused, match="Answer that request first"):
        changes.move(again(said), by=cast.finch, to=other)
    with pytest.raises(Refused, match="You made the decision"):
        moderation.decide_appeal(appeal, by=cast.moss, outcome="dismissed", reasons="No.")
    answer = reverse("decide_appeal", args=[cast.consultation.slug, appeal.pk])
    page = flat(client_for(cast.hale).get(answer).content.decode())
    assert "Put it back where it was" in page and closed.title in page
    discussion.post(third, "Quite so.", by=cast.bilal, reply_to=again(said))
    moderation.decide_appeal(appeal, by=cast.hale, outcome="upheld", reasons="It is an answer.")
    back = again(said)
    assert (back.thread, back.moved_from, back.replies.get().thread) == (closed, None, closed)
    assert Appeal.objects.get().said == "The post is back where it was"
    page = client_for(cast.bilal).get(closed.get_absolute_url()).content.decode()
    assert "moved from here" not in page and "Moved here" not in page and "asked us about the cameras" in page
    for by, note, match in ((cast.moss, "New.", "after you had moved it"), (cast.finch, "", "Say what is new")):
        with pytest.raises(Refused, match=match):
            changes.move(again(said), by=by, to=other, note=note)
    changes.hold(again(said), by=cast.moss, reason="abuse")  # another matter than where it stands


def test_a_moved_reply_goes_back_as_the_reply_it_was(cast: Cast, closed: Thread, other: Thread) -> None:
    first = discussion.post(closed, "The cameras are fine.", by=cast.bilal)
    said = discussion.post(closed, WORDS, by=cast.amina, reply_to=first)
    moved = changes.move(again(said), by=cast.moss, to=other).decisions.get()
    assert again(said).reply_to is None
    appeal = moderation.appeal(moved, by=cast.amina, grounds="It answers him.")
    moderation.decide_appeal(appeal, by=cast.hale, outcome="upheld", reasons="It does.")
    assert (again(said).thread, again(said).reply_to) == (closed, first)


def test_why_a_move_stands_is_read_where_its_author_is_sent(
    cast: Cast, client_for: SignIn, closed: Thread, other: Thread
) -> None:
    said = discussion.post(closed, WORDS, by=cast.amina)
    moved = changes.move(again(said), by=cast.moss, to=other).decisions.get()
    appeal = moderation.appeal(moved, by=cast.amina, grounds="It answers him.")
    moderation.decide_appeal(appeal, by=cast.hale, outcome="dismissed", reasons="The other thread asks that.")
    told = Message.objects.filter(mailbox__user=cast.amina, kind="about_my_post").latest("pk")
    assert "read the reasons" in told.title
    page = client_for(cast.amina).get(urlsplit(told.link).path).content.decode()
    assert "The other thread asks that." in page and "<textarea" not in page
