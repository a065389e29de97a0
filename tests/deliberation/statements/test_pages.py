"""The pages: who finds them, what they show and what they never show."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from audit import clock
from deliberation.models import Ballot, Conversation, Statement, Wave
from deliberation.statements import decisions
from tests.cast import Cast
from tests.deliberation import rooms
from tests.deliberation.statements import talk
from tests.made_once import made_once

ClientFor = Callable[[Any], Client]


def address(name: str, conversation: Conversation, *more: int) -> str:
    return reverse(name, args=[conversation.consultation.slug, conversation.wave_id, *more])


@made_once
def conversation(cast: Cast) -> Conversation:
    return talk.running(cast)


def test_a_resident_answers_one_after_another(cast: Cast, client_for: ClientFor, conversation: Conversation) -> None:
    client = client_for(cast.amina)
    assert "0 of 3" in client.get(address("conversation", conversation)).content.decode()
    page = client.post(address("next_statement", conversation), follow=True)
    for n in range(3):
        here = page.request["PATH_INFO"]
        assert f"{n} of 3 answered" in page.content.decode()
        page = client.post(here, {"said": ["agree", "disagree", "pass"][n]}, follow=True)
    assert "You have answered them all" in page.content.decode()
    assert Ballot.objects.filter(wave=conversation.wave).count() == 3


def test_loading_again_shows_the_same_statement(cast: Cast, client_for: ClientFor, conversation: Conversation) -> None:
    client = client_for(cast.amina)
    here = client.post(address("next_statement", conversation)).url
    first = client.get(here).content
    shown = Statement.objects.exclude(times_shown=0).count()
    again = client.get(here).content
    both = [[one for one in talk.FIRST if one.encode() in page] for page in (first, again)]
    assert len(both[0]) == 1 and both[0] == both[1]
    assert Statement.objects.exclude(times_shown=0).count() == shown == 1


def test_htmx_gets_the_next_statement_alone_with_its_address(
    cast: Cast, client_for: ClientFor, conversation: Conversation
) -> None:
    client = client_for(cast.amina)
    here = client.post(address("next_statement", conversation)).url
    page = client.post(here, {"said": "agree"}, headers={"HX-Request": "true"})
    assert page.content.decode().strip().startswith('<div id="statement"')
    assert page.headers["HX-Push-Url"] != here
    assert "<html" not in page.content.decode()


def test_the_last_answer_leads_home_with_htmx_too(
    cast: Cast, client_for: ClientFor, conversation: Conversation
) -> None:
    for place in range(2):
        talk.answer(conversation, place, "agree", cast.amina)
    last = talk.questions(conversation)[2]
    page = client_for(cast.amina).post(
        address("statement_page", conversation, last.pk), {"said": "agree"}, headers={"HX-Request": "true"}
    )
    assert page.headers["HX-Redirect"] == address("conversation", conversation)


def test_no_choice_is_an_error_on_the_same_page(cast: Cast, client_for: ClientFor, conversation: Conversation) -> None:
    here = client_for(cast.amina).post(address("next_statement", conversation)).url
    page = client_for(cast.amina).post(here)
    assert page.status_code == 422
    assert "Choose Agree, Disagree or Pass" in page.content.decode()


def test_facilitators_statements_are_marked_and_an_author_is_never_named(cast: Cast, client_for: ClientFor) -> None:
    statement = talk.accepted(cast)
    conversation = statement.conversation
    assert statement.question is not None
    bilal = client_for(cast.bilal)
    ours = bilal.get(address("statement_page", conversation, talk.questions(conversation)[0].pk)).content.decode()
    theirs = bilal.get(address("statement_page", conversation, statement.question.pk)).content.decode()
    assert "From the facilitators" in ours
    assert "From a resident" in theirs
    name = cast.member(cast.amina).public_name
    pages = [
        theirs,
        client_for(cast.moss).get(address("conversation_desk", conversation)).content.decode(),
        client_for(cast.moss).get(address("decide_statement", conversation, statement.pk)).content.decode(),
    ]
    assert all(name not in page for page in pages)


def test_the_author_reads_the_fate_and_the_reason(cast: Cast, client_for: ClientFor) -> None:
    statement = talk.refused(cast, note="Two ideas here.")
    page = client_for(cast.amina).get(address("my_statements", statement.conversation)).content.decode()
    assert "Holds more than one idea" in page
    assert "Two ideas here." in page
    assert (
        talk.MINE not in client_for(cast.bilal).get(address("my_statements", statement.conversation)).content.decode()
    )


def test_an_answer_is_changed_from_my_answers(cast: Cast, client_for: ClientFor, conversation: Conversation) -> None:
    talk.answer(conversation, 0, "agree", cast.amina)
    client = client_for(cast.amina)
    question = talk.questions(conversation)[0]
    assert "?change=1" in client.get(address("my_statements", conversation)).content.decode()
    page = client.post(address("statement_page", conversation, question.pk) + "?change=1", {"said": "pass"})
    assert page.url == address("my_statements", conversation)
    assert "Pass" in client.get(page.url).content.decode()


def test_adding_changing_and_taking_back(cast: Cast, client_for: ClientFor, conversation: Conversation) -> None:
    client = client_for(cast.amina)
    page = client.post(address("write_statement", conversation), {"text": "x" * 161})
    assert page.status_code == 422
    assert "x" * 161 in page.content.decode(), "what was typed stays"
    client.post(address("write_statement", conversation), {"text": talk.MINE})
    own = Statement.objects.get(text=talk.MINE)
    client.post(address("rewrite_statement", conversation, own.pk), {"text": "Better words."})
    own.refresh_from_db()
    assert own.text == "Better words."
    decisions.refuse(own, by=cast.moss, revision=own.revision, reason="unclear")
    client.post(address("own_statement", conversation, own.pk), {"again": "1"})
    own.refresh_from_db()
    assert own.second_look
    client.post(address("own_statement", conversation, own.pk))
    own.refresh_from_db()
    assert own.state == Statement.State.WITHDRAWN


def test_a_facilitator_starts_opens_decides_and_closes(cast: Cast, client_for: ClientFor) -> None:
    client = client_for(cast.moss)
    slug = cast.consultation.slug
    assert client.post(reverse("start_conversation", args=[slug]), {"statements": "One."}).status_code == 422
    spec = {"title": "Talk", "about": "Cameras", "statements": "One.\nTwo.", "takes_statements": "on", "floor": 5}
    page = client.post(reverse("start_conversation", args=[slug]), spec)
    conversation = Conversation.objects.get()
    assert page.url == address("conversation_desk", conversation)
    client.post(address("run_conversation", conversation))
    assert client.post(address("put_statement", conversation), {"text": " "}).status_code == 422
    client.post(address("put_statement", conversation), {"text": "Three."})
    waiting = talk.sent(cast, conversation=Conversation.objects.get())
    assert talk.MINE in client.get(page.url).content.decode()
    here = address("decide_statement", conversation, waiting.pk)
    assert client.post(here, {"revision": 1, "action": "refuse"}).status_code == 422
    assert client.post(here, {"revision": 1, "action": "show"}).url == page.url
    assert [q.text for q in talk.questions(conversation)] == ["One.", "Two.", "Three.", talk.MINE]
    Wave.objects.update(opened_at=clock.now() - timedelta(days=3))
    closed = client.post(address("run_conversation", conversation), {"close": "1", "reason": "All have answered."})
    assert closed.url == address("opinion", conversation)


def test_oversight_sees_only_second_looks_to_decide(cast: Cast, client_for: ClientFor) -> None:
    first = talk.sent(cast)
    page = client_for(cast.hale).get(address("conversation_desk", first.conversation)).content.decode()
    assert talk.MINE not in page
    assert "Add it, marked as ours" not in page


@pytest.mark.parametrize("who", ["okoro", "reyes", "outsider", None])
@pytest.mark.parametrize(
    "name", ["conversation", "next_statement", "my_statements", "write_statement", "conversation_desk", "put_statement"]
)
def test_police_and_strangers_find_nothing(cast: Cast, client_for: ClientFor, who: str | None, name: str) -> None:
    conversation = talk.sent(cast).conversation
    client = client_for(getattr(cast, who) if who else None)
    here = address(name, conversation)
    send = client.post if name in {"next_statement", "put_statement"} else client.get
    answer = send(here)
    assert answer.status_code == 404
    assert talk.MINE not in answer.content.decode()


@pytest.mark.parametrize("name", ["conversation_desk", "decide_statement", "run_conversation", "put_statement"])
def test_residents_do_not_find_the_desk(cast: Cast, client_for: ClientFor, name: str) -> None:
    statement = talk.sent(cast)
    more = [statement.pk] if name == "decide_statement" else []
    send = (
        client_for(cast.amina).get if name in {"conversation_desk", "decide_statement"} else client_for(cast.amina).post
    )
    assert send(address(name, statement.conversation, *more)).status_code == 404


def test_nobody_finds_anothers_statement_or_another_conversation(
    cast: Cast, elsewhere: Cast, client_for: ClientFor
) -> None:
    statement = talk.sent(cast)
    there = talk.running(elsewhere)
    client = client_for(cast.bilal)
    assert client.get(address("rewrite_statement", statement.conversation, statement.pk)).status_code == 404
    assert client.post(address("own_statement", statement.conversation, statement.pk)).status_code == 404
    swapped = reverse("conversation", args=[cast.consultation.slug, there.wave_id])
    assert client.get(swapped).status_code == 404
    foreign = address("statement_page", statement.conversation, talk.questions(there)[0].pk)
    assert client.get(foreign).url == address("conversation", statement.conversation)


def test_it_is_on_the_list_of_things_to_do(cast: Cast, client_for: ClientFor, conversation: Conversation) -> None:
    page = client_for(cast.amina).get(reverse("consultation", args=[cast.consultation.slug])).content.decode()
    assert "Agree or disagree: Street talk" in page
    assert client_for(cast.amina).get(address("wave", conversation)).url == address("conversation", conversation)
    listed = client_for(cast.amina).get(reverse("conversations", args=[cast.consultation.slug])).content.decode()
    assert "Street talk" in listed


def test_a_closed_conversation_says_so(cast: Cast, client_for: ClientFor, conversation: Conversation) -> None:
    rooms.close_wave(conversation.wave, by=cast.moss)
    client = client_for(cast.amina)
    assert "No more answers are taken" in client.get(address("conversation", conversation)).content.decode()
    page = client.post(address("next_statement", conversation))
    assert page.url == address("conversation", conversation)


@pytest.mark.parametrize("who", ["okoro", "reyes", "outsider", None])
def test_a_conversation_that_is_not_published_is_not_told_from_none(
    cast: Cast, client_for: ClientFor, who: str | None, conversation: Conversation
) -> None:
    client = client_for(getattr(cast, who) if who else None)
    assert client.get(address("results", conversation)).status_code == 404


def test_a_number_longer_than_any_is_no_error(cast: Cast, client_for: ClientFor, conversation: Conversation) -> None:
    page = client_for(cast.amina).post(address("next_statement", conversation), {"after": "9" * 5000})
    assert page.status_code == 302


def test_nothing_that_is_refused_when_empty_is_called_optional(cast: Cast, client_for: ClientFor) -> None:
    client, start = client_for(cast.moss), reverse("start_conversation", args=[cast.consultation.slug])
    assert "optional" not in client.get(start).content.decode().split("<main")[1]
    refused = client.post(start, {"title": "", "about": "", "statements": "", "floor": ""}).content.decode()
    for problem in ("Give the conversation a title.", "Say in one sentence", "statements to begin with", "1 to 500"):
        assert problem in refused
