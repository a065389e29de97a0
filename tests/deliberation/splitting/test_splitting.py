"""Two posts of one: only with its author’s agreement, and with every word as it was."""

from typing import Any

import pytest
from django.urls import reverse

from consultations.access import NotAllowed
from deliberation.discussion import discussion
from deliberation.models import Contribution, SplitProposal, Thread
from deliberation.moderation import changes, moderation
from deliberation.moderation.tasks import about_my_posts
from deliberation.splitting import splitting
from deliberation.splitting.notifications import ANSWERED
from people.errors import Refused
from people.models import Message, User
from tests.cast import Cast
from tests.made_once import made_once

WORDS = "The camera is too bright. And who reads the number plates?"

FRESH = {"revision": 1, "decision": 0}


def told(user: User) -> list[str]:
    return list(
        Message.objects.filter(mailbox__user=user, kind=ANSWERED).order_by("pk").values_list("title", flat=True)
    )


@made_once
def closed(cast: Cast) -> Thread:
    return Thread.objects.create(area=cast.consultation.areas.get(order=1), group=cast.group1, title="How safe?")


@made_once
def other(closed: Thread) -> Thread:
    return Thread.objects.create(area=closed.area, group=closed.group, title="Number plates")


def test_asked_told_agreed(cast: Cast, client_for: Any, closed: Thread, other: Thread) -> None:
    said = discussion.post(closed, WORDS, by=cast.amina)
    answer = discussion.post(closed, "Yes!", by=cast.bilal, reply_to=said)
    slug = cast.consultation.slug
    client_for(cast.moss).post(
        reverse("propose_split", args=[slug, said.pk]), {**FRESH, "begins": "And who", "to": other.pk}
    )
    asked = SplitProposal.objects.get()
    [task] = about_my_posts(cast.consultation, cast.member(cast.amina))
    assert "become two" in str(task["title"]) and not about_my_posts(cast.consultation, cast.member(cast.bilal))
    html = client_for(cast.amina).get(str(task["href"])).content.decode()
    assert "The camera is too bright." in html and "And who reads the number plates?" in html
    said.refresh_from_db()
    assert said.body == WORDS  # not before its author agrees
    client_for(cast.amina).post(str(task["href"]), {"agree": "1"})
    said.refresh_from_db()
    made = Contribution.objects.get(thread=other)
    assert (said.body, made.body) == ("The camera is too bright.", "And who reads the number plates?")
    assert made.membership == said.membership and made.is_visible and answer.reply_to == said
    assert list(said.revisions.values_list("body", flat=True)) == [WORDS, said.body]
    with pytest.raises(Refused, match="already"):
        splitting.agree(asked, by=cast.amina)
    assert about_my_posts(cast.consultation, cast.member(cast.amina)) == []


def test_whoever_proposed_hears_the_answer_and_reads_it_beside_the_post(
    cast: Cast, client_for: Any, closed: Thread, other: Thread
) -> None:
    said = discussion.post(closed, WORDS, by=cast.amina)
    page = reverse("decide", args=[cast.consultation.slug, said.pk])
    moss = client_for(cast.moss)
    splitting.decline(splitting.propose(said, by=cast.moss, begins="And who"), by=cast.amina)
    assert [title.split(":")[0] for title in told(cast.moss)] == ["A post stays whole"] and "Declined" in (
        moss.get(page).content.decode()
    )
    asked = splitting.propose(said, by=cast.moss, begins="And who", to=other)
    assert "Waits for the author" in moss.get(page).content.decode()
    splitting.agree(asked, by=cast.amina)
    assert told(cast.moss)[-1].startswith("Two posts were made of one") and not told(cast.finch)
    assert "Agreed" in moss.get(page).content.decode() and not any(WORDS[:10] in title for title in told(cast.moss))
    here, there = (client_for(cast.bilal).get(one.get_absolute_url()).content.decode() for one in (closed, other))
    assert "A part of a post was moved from here to" in here and other.title in here
    assert "Was part of a post in “How safe?”: its author made two of it." in there


def test_a_proposal_is_taken_back_until_it_is_answered(cast: Cast, client_for: Any, closed: Thread) -> None:
    said = discussion.post(closed, WORDS, by=cast.amina)
    asked = splitting.propose(said, by=cast.moss, begins="And who")
    propose = reverse("propose_split", args=[cast.consultation.slug, said.pk])
    assert client_for(cast.bilal).post(propose, {"take_back": asked.pk}).status_code == 404
    client_for(cast.finch).post(propose, {"take_back": asked.pk})
    assert about_my_posts(cast.consultation, cast.member(cast.amina)) == [] and told(cast.moss) == []
    with pytest.raises(Refused, match="not asked any more"):
        splitting.agree(asked, by=cast.amina)
    again = splitting.propose(said, by=cast.moss, begins="And who")
    splitting.agree(again, by=cast.amina)
    with pytest.raises(Refused, match="answered already"):
        splitting.take_back(again, by=cast.moss)


def test_nobody_splits_what_they_have_not_read(cast: Cast, client_for: Any, closed: Thread) -> None:
    said = discussion.post(closed, WORDS, by=cast.amina)
    discussion.edit(said, f"{WORDS} I wonder.", by=cast.amina)
    propose = reverse("propose_split", args=[cast.consultation.slug, said.pk])
    answer = client_for(cast.moss).post(propose, {**FRESH, "begins": "And who"})
    html = answer.content.decode()
    assert answer.status_code == 422 and "The author changed the text" in html and "I wonder." in html
    assert not SplitProposal.objects.exists() and 'name="revision" value="2"' in html
    assert client_for(cast.moss).post(propose, {"revision": 2, "decision": 0, "begins": "And who"}).status_code == 302


def test_nobody_answers_for_the_author_and_no_leaves_it_whole(cast: Cast, client_for: Any, closed: Thread) -> None:
    said = discussion.post(closed, WORDS, by=cast.amina)
    asked = splitting.propose(said, by=cast.moss, begins="And who")
    address = reverse("answer_split", args=[cast.consultation.slug, asked.pk])
    for user in (cast.bilal, cast.moss, cast.hale, cast.okoro, None):
        assert client_for(user).get(address).status_code == 404
    for user in (cast.bilal, cast.moss):
        with pytest.raises(NotAllowed):
            splitting.agree(asked, by=user)
    splitting.decline(asked, by=cast.amina)
    assert Contribution.objects.get().body == WORDS
    again = splitting.propose(said, by=cast.finch, begins="And who")
    discussion.edit(said, "Only this. And who else?", by=cast.amina)
    assert splitting.agree(again, by=cast.amina) is None
    assert Contribution.objects.get().body == "Only this. And who else?"


def test_what_is_refused(cast: Cast, closed: Thread) -> None:
    said = discussion.post(closed, "One one one.", by=cast.amina)
    elsewhere = Thread.objects.create(area=closed.area, group=cast.group2, title="Others")
    for begins, to, why in [
        ("one", None, "only once"),
        ("", None, "only once"),
        ("One", None, "the beginning"),
        ("one.", elsewhere, "same people"),
    ]:
        with pytest.raises(Refused, match=why):
            splitting.propose(said, by=cast.moss, begins=begins, to=to)
    with pytest.raises(NotAllowed):
        splitting.propose(said, by=cast.amina, begins="one.")
    splitting.propose(said, by=cast.moss, begins="one.")
    with pytest.raises(Refused, match="asked already"):
        splitting.propose(said, by=cast.finch, begins="one.")


def test_a_move_and_words_taken_out_are_said_in_the_thread(
    cast: Cast, client_for: Any, closed: Thread, other: Thread
) -> None:
    said = discussion.post(closed, "Fred took it.", by=cast.amina)
    changes.redact(said, by=cast.moss, words="Fred", reason="ident")
    html = client_for(cast.bilal).get(closed.get_absolute_url()).content.decode()
    assert "Words were taken out by Jo Moss, facilitator" in html and "identifies someone." in html
    changes.move(said, by=cast.finch, to=other)
    html = client_for(cast.bilal).get(other.get_absolute_url()).content.decode()
    assert "Moved here from “How safe?” by Ade Finch, facilitator" in html
    old = client_for(cast.bilal).get(f"{closed.get_absolute_url()}?at={said.pk}")
    assert old.status_code == 302 and f"threads/{other.pk}/?at={said.pk}" in old["Location"]
    assert client_for(cast.carys).get(f"{closed.get_absolute_url()}?at={said.pk}").status_code == 404


def test_a_removal_stands_on_its_authors_list(cast: Cast, closed: Thread) -> None:
    said = discussion.post(closed, "Rude words.", by=cast.amina)
    moderation.remove(said, by=cast.moss, reason="abuse")
    [task] = about_my_posts(cast.consultation, cast.member(cast.amina))
    assert "removed" in str(task["title"])
    moderation.appeal(Contribution.objects.get().removal, by=cast.amina, grounds="No.")  # type: ignore[arg-type]
    assert about_my_posts(cast.consultation, cast.member(cast.amina)) == []
