"""Whoever quotes or answers somebody is not made to agree with what was written afterwards."""

from datetime import timedelta

from audit import clock
from deliberation.discussion import discussion, thread_page
from deliberation.models import Contribution, Thread
from deliberation.moderation import changes
from tests.cast import Cast

WORDS = "I want fewer cameras."
NUMBER = f"{WORDS} Call 020 7946 0018."


def row(thread: Thread, post: Contribution) -> thread_page.Row:
    [found] = thread_page.some(thread, [post.pk])
    return found


def test_a_quote_says_that_its_words_are_others_now(cast: Cast, closed: Thread) -> None:
    said = discussion.post(closed, WORDS, by=cast.amina)
    discussion.edit(said, "I want few cameras.", by=cast.amina)
    later = clock.now() + timedelta(minutes=5)
    with clock.travel(later):
        agreed = discussion.post(closed, "So do I.", by=cast.bilal, quotes=said)
    assert not row(closed, agreed)["quote_changed"]  # edited before it was quoted
    with clock.travel(later + timedelta(minutes=5)):
        discussion.edit(said, "I want more cameras.", by=cast.amina)
    assert row(closed, agreed)["quote"]["words"] == "I want more cameras." and row(closed, agreed)["quote_changed"]


def test_what_is_being_changed_is_answered_and_quoted_as_it_stands(cast: Cast, closed: Thread) -> None:
    """Its author cannot keep others from answering what is on show by changing it, and changing it again."""
    said = discussion.post(closed, WORDS, by=cast.amina)
    before = discussion.post(closed, "So do I.", by=cast.bilal, quotes=said)
    changing = discussion.edit(said, NUMBER, by=cast.amina)
    assert changing.is_being_changed
    assert row(closed, before)["quote"]["words"] == WORDS and not row(closed, before)["quote_changed"]
    assert discussion.post(closed, "Why?", by=cast.bilal, reply_to=said).reply_to == said


def test_what_is_held_is_quoted_no_more(cast: Cast, closed: Thread) -> None:
    said = discussion.post(closed, WORDS, by=cast.amina)
    quoted = discussion.post(closed, "So do I.", by=cast.bilal, quotes=said)
    changes.hold(said, by=cast.moss, reason="ident")
    assert row(closed, quoted)["quote"] is None
