"""Cards in a closed thread: chosen alone, shown to the group when they close, kept from everybody else (8.5)."""

from typing import Any

import pytest
from django.urls import reverse

from consultations.access import NotAllowed
from consultations.models import Stage
from deliberation.cards import cards
from deliberation.counting import results
from deliberation.models import Thread, Wave
from deliberation.polls import voting
from people.errors import Refused
from tests.cast import Cast, join, person
from tests.deliberation import rooms
from tests.made_once import made_once

SET = "Boundary cards"
CARDS = [
    {
        "key": f"card{n}",
        "kind": "card",
        "text": "Police may",
        "card": story,
        "card_set": SET,
        "waves": ["pulse"],
        "options": ["Act on it", "Warn only", "Refuse"],
    }
    for n, story in enumerate(["A dash-cam of a dangerous overtake.", "A neighbour filmed for a month."])
]


@made_once
def thread(cast: Cast) -> Thread:
    rooms.prepare(cast, [*rooms.ALL, *CARDS])
    return Thread.objects.create(
        area=cast.consultation.areas.get(order=1), group=cast.group1, title="Where is the line?"
    )


def choose(wave: Wave, user: Any, text: str) -> None:
    for question in wave.questions.all():
        voting.vote(wave, question, by=user, option_ids=[question.options.get(text=text).pk])


def test_chosen_alone_then_shown_to_the_group_then_talked_about(cast: Cast, client_for: Any, thread: Thread) -> None:
    others = [person(f"more{n}") for n in range(4)]
    join(cast.consultation, [(user, cast.group1) for user in others])
    slug, address = cast.consultation.slug, reverse("thread_cards", args=[cast.consultation.slug, thread.pk])
    client_for(cast.moss).post(address, {"set": SET})
    wave = Wave.objects.get(thread=thread)
    amina = client_for(cast.amina)
    assert address in amina.get(thread.get_absolute_url()).content.decode()
    assert amina.get(reverse("answer_question", args=[slug, wave.pk, 1])).status_code == 200
    choose(wave, cast.amina, "Act on it")
    for user in (cast.bilal, *others):
        choose(wave, user, "Refuse" if user != others[0] else "Act on it")
    html = amina.get(address).content.decode()
    assert "You have chosen on 2 of 2" in html and "chart" not in html
    client_for(cast.moss).post(address, {"close": wave.pk})
    html = amina.get(address).content.decode()
    assert "<b>Refuse 4 · Act on it 2</b>" in html and "6 people of this group" in html
    assert html.count("You chose: Act on it") == 2  # her own, beside what the group chose
    with pytest.raises(Refused, match="closed"):
        choose(wave, cast.amina, "Refuse")
    cast.at(Stage.FINDINGS_PUBLISHED)  # to everybody else it is a breakdown by group: six are too few
    shown = results.for_wave(Wave.objects.get(pk=wave.pk), viewer=None)
    assert not isinstance(shown, str) and all(one.withheld for one in shown)


def test_another_group_and_the_police_find_no_cards(cast: Cast, client_for: Any, thread: Thread) -> None:
    wave = cards.put(thread, SET, by=cast.moss)
    slug = cast.consultation.slug
    there = [
        reverse("thread_cards", args=[slug, thread.pk]),
        reverse("wave", args=[slug, wave.pk]),
        reverse("answer_question", args=[slug, wave.pk, 1]),
        reverse("results", args=[slug, wave.pk]),
    ]
    for user in (cast.carys, cast.okoro, cast.reyes, cast.outsider, None):
        for address in there:
            assert client_for(user).get(address).status_code in {404, 302}, (user, address)
    assert [client_for(cast.carys).get(address).status_code for address in there] == [404] * 4
    with pytest.raises(NotAllowed):
        choose(wave, cast.carys, "Refuse")
    polls = client_for(cast.carys).get(reverse("polls", args=[slug])).content.decode()
    assert SET not in polls and SET not in client_for(cast.amina).get(reverse("polls", args=[slug])).content.decode()


def test_too_few_or_all_alike_is_not_shown(cast: Cast, client_for: Any, thread: Thread) -> None:
    wave = cards.put(thread, SET, by=cast.moss)
    for user in (cast.amina, cast.bilal):
        choose(wave, user, "Refuse")
    rooms.close_wave(wave, by=cast.moss)
    wave.refresh_from_db()
    shown = results.for_wave(wave, viewer=cast.amina)
    assert not isinstance(shown, str) and all(one.withheld and not one.base for one in shown)


def test_why_none_is_told_is_said_once(cast: Cast, client_for: Any, thread: Thread) -> None:
    wave = cards.put(thread, SET, by=cast.moss)
    for user in (cast.amina, cast.bilal):
        choose(wave, user, "Refuse")
    rooms.close_wave(wave, by=cast.moss)
    html = (
        client_for(cast.amina).get(reverse("thread_cards", args=[cast.consultation.slug, thread.pk])).content.decode()
    )
    assert html.count("Withheld: fewer than") == 1 and "<b>" not in html.split("<main")[1].split("</main")[0]
    assert html.count("You chose: Refuse") == 2 and "neighbour filmed" in html


def test_what_is_open_stands_before_what_was_closed(cast: Cast, client_for: Any, thread: Thread) -> None:
    rooms.close_wave(cards.put(thread, SET, by=cast.moss), by=cast.moss)
    cards.put(thread, SET, by=cast.moss)
    assert [wave.state for wave in cards.newest_first(thread)] == [Wave.State.OPEN, Wave.State.CLOSED]


def test_who_chooses_comes_back_to_the_cards_of_the_thread(cast: Cast, client_for: Any, thread: Thread) -> None:
    wave = cards.put(thread, SET, by=cast.moss)
    slug, amina = cast.consultation.slug, client_for(cast.amina)
    at, there = (reverse(name, args=[slug, pk]) for name, pk in (("wave", wave.pk), ("thread_cards", thread.pk)))
    assert f'href="{there}"' in amina.get(at).content.decode()
    choose(wave, cast.amina, "Refuse")
    page = amina.get(at).content.decode()
    assert page.count(f'href="{there}"') == 2 and f'href="{reverse("polls", args=[slug])}"' not in page
    assert "Card 1 of 2" in (asked := amina.get(f"{at}1/").content.decode())
    assert "Question 1 of 2" not in asked.split("<main")[1]
    rooms.close_wave(wave, by=cast.moss)
    assert "Read what the group chose" in amina.get(at).content.decode()


def test_who_puts_cards_where(cast: Cast, thread: Thread) -> None:
    with pytest.raises(NotAllowed):
        cards.put(thread, SET, by=cast.amina)
    with pytest.raises(Refused, match="no cards of that name"):
        cards.put(thread, "Others", by=cast.moss)
    public = Thread.objects.create(area=thread.area, title="Open to all")
    with pytest.raises(Refused, match="closed thread"):
        cards.put(public, SET, by=cast.moss)
    cards.put(thread, SET, by=cast.moss)
    with pytest.raises(Refused, match="Close them first"):
        cards.put(thread, SET, by=cast.finch)
