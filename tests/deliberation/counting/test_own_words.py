"""Answers in own words: read by facilitators, and never when one writer would be known by being the one."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from consultations.joining import joining
from consultations.models import Stage
from deliberation.counting import results
from deliberation.models import Ballot, Wave
from deliberation.polls import polling, voting
from tests.cast import Cast
from tests.deliberation import rooms
from tests.made_once import made_once

ClientFor = Callable[[Any], Client]
SAID = "Cameras frighten my aunt"


def closed(cast: Cast, writers: int) -> Wave:
    rooms.close_wave(rooms.open_first(cast), by=cast.moss)
    wave = polling.open_wave(rooms.wave(cast, "after"), by=cast.moss)
    for n, user in enumerate(rooms.crowd(cast, 8)):
        rooms.answer(cast, user, "after", "q_use", "Not sure" if n % 2 else "No, never")
        if n < writers:
            voting.vote(wave, rooms.question(cast, "why"), by=user, text=f"{SAID} {n}")
    return rooms.close_wave(wave, by=cast.moss)


@made_once
def six(cast: Cast) -> Wave:
    return closed(cast, 6)


@made_once
def five(cast: Cast) -> Wave:
    return closed(cast, 5)


def page(cast: Cast, wave: Wave, client_for: ClientFor, who: str = "moss") -> str:
    address = reverse("results", args=[cast.consultation.slug, wave.pk])
    return client_for(getattr(cast, who)).get(address).content.decode()


@pytest.mark.parametrize("writers", [0, 1, 4])
def test_fewer_than_five_writers_are_not_read(cast: Cast, client_for: ClientFor, writers: int) -> None:
    text = page(cast, closed(cast, writers), client_for)
    assert SAID not in text
    assert "Fewer than 5 people wrote an answer, so no words are shown." in text


def test_nobody_and_one_look_the_same(cast: Cast, elsewhere: Cast) -> None:
    found = [results.own_words(closed(one, n), viewer=one.moss) for one, n in ((cast, 0), (elsewhere, 1))]
    assert [[texts for _, texts in rows] for rows in found] == [[[]], [[]]]


def test_five_are_read_by_facilitators_in_the_order_of_the_alphabet(
    cast: Cast, client_for: ClientFor, five: Wave
) -> None:
    Ballot.objects.filter(wave=five, text=f"{SAID} 0").update(text="Zebra")
    assert [texts for _, texts in results.own_words(five, viewer=cast.moss)] == [
        [f"{SAID} {n}" for n in (1, 2, 3, 4)] + ["Zebra"]
    ]
    assert SAID in page(cast, five, client_for)


def test_the_list_goes_when_too_few_stay(cast: Cast, five: Wave) -> None:
    writer = Ballot.objects.filter(wave=five, text__startswith=SAID).first().token.link.membership
    joining.withdraw(cast.consultation, by=writer.user)
    assert [texts for _, texts in results.own_words(five, viewer=cast.moss)] == [[]]


@pytest.mark.parametrize("who", ["hale", "amina", "okoro", "reyes", "outsider"])
def test_nobody_else_reads_them_published_or_not(cast: Cast, client_for: ClientFor, who: str, six: Wave) -> None:
    assert SAID not in page(cast, six, client_for, who)
    cast.at(Stage.FINDINGS_PUBLISHED)
    assert SAID not in page(cast, six, client_for, who)
    assert results.own_words(six, viewer=getattr(cast, who)) == []


def test_an_open_poll_is_not_read(cast: Cast, six: Wave) -> None:
    Wave.objects.filter(pk=six.pk).update(state=Wave.State.OPEN)
    assert results.own_words(Wave.objects.get(pk=six.pk), viewer=cast.moss) == []
