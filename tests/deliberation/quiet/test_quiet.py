"""A pause and what somebody could not say aloud: for the facilitators, and for no page or file of anybody else."""

from typing import Any

import pytest
from django.urls import reverse

from consultations.access import NotAllowed
from consultations.joining import joining
from deliberation.models import Contribution, QuietWord, Thread
from deliberation.quiet import desk, quiet
from people.errors import Refused
from people.models import Message
from tests.cast import Cast
from tests.made_once import made_once

WORDS = "I was stopped by him myself."


@made_once
def closed(cast: Cast) -> Thread:
    return Thread.objects.create(area=cast.consultation.areas.get(order=1), group=cast.group1, title="How safe?")


def test_from_the_thread_to_the_facilitator_and_back(cast: Cast, client_for: Any, closed: Thread) -> None:
    slug, amina = cast.consultation.slug, client_for(cast.amina)
    address = reverse("say_quietly", args=[slug, closed.pk])
    assert address in amina.get(closed.get_absolute_url()).content.decode()
    amina.post(address, {"words": WORDS})
    for _ in range(2):
        amina.post(address, {"pause": "1"})
    assert sorted(QuietWord.objects.values_list("kind", flat=True)) == ["aloud", "pause"]
    assert [todo.status for todo in desk.quiet_words_to_see([cast.member(cast.moss)])] == ["2 waiting"]
    told = Message.objects.filter(mailbox__user=cast.moss).values_list("title", flat=True)
    assert any("alone" in title for title in told) and not any(WORDS in title for title in told)
    moss, listed = client_for(cast.moss), reverse("quiet_words", args=[slug])
    html = moss.get(listed).content.decode()
    assert WORDS in html and cast.member(cast.amina).pseudonym in html
    word = QuietWord.objects.get(kind="aloud")
    moss.post(listed, {"seen": word.pk})
    assert WORDS not in moss.get(listed).content.decode()
    html = amina.get(address).content.decode()
    assert WORDS in html and ": seen" in html and "not seen yet" in html
    with pytest.raises(Refused, match="already"):
        quiet.see_to(word, by=cast.finch)


def test_nobody_else_reads_it_and_it_is_no_contribution(cast: Cast, client_for: Any, closed: Thread) -> None:
    quiet.say(closed, WORDS, by=cast.amina)
    slug = cast.consultation.slug
    for user in (cast.bilal, cast.carys, cast.hale, cast.okoro, cast.reyes, cast.outsider, None):
        client = client_for(user)
        assert client.get(reverse("quiet_words", args=[slug])).status_code == 404
        for there in (closed.get_absolute_url(), reverse("discussion", args=[slug])):
            assert WORDS not in client.get(there).content.decode()
    assert WORDS not in client_for(cast.bilal).get(reverse("say_quietly", args=[slug, closed.pk])).content.decode()
    assert not Contribution.objects.exists()
    for user in (cast.carys, cast.okoro, cast.hale):
        with pytest.raises(NotAllowed):
            quiet.say(closed, WORDS, by=user)
        assert client_for(user).get(reverse("say_quietly", args=[slug, closed.pk])).status_code == 404


def test_refusals_and_leaving(cast: Cast, closed: Thread) -> None:
    with pytest.raises(Refused, match="Write something"):
        quiet.say(closed, "  ", by=cast.amina)
    for number in range(quiet.MOST_WAITING):
        quiet.say(closed, f"Word {number}.", by=cast.amina)
    with pytest.raises(Refused, match="wait to be seen"):
        quiet.say(closed, "One more.", by=cast.amina)
    joining.withdraw(cast.consultation, by=cast.amina)
    assert not QuietWord.objects.exists()
