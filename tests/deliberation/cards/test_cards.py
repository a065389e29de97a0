"""Cards in a closed thread: chosen alone, shown to the group when they close, kept from everybody else (8.5)."""

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from audit import clock
from audit.models import Entry
from consultations.access import NotAllowed
from consultations.models import Stage
from deliberation.cards import cards
from deliberation.counting import results
from deliberation.models import Thread, Wave
from deliberation.polls import polling, voting
from people.errors import Refused
from people.models import Message
from tests.cast import Cast, join, person
from tests.deliberation import rooms
from tests.made_once import made_once
from tests.pages import flat

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


def test_cards_are_not_closed_a_minute_after_they_are_put(cast: Cast, client_for: Any, thread: Thread) -> None:
    """A facilitator whom one answer pleases, or who puts them at night: the group is told, and has its time."""
    wave = cards.put(thread, SET, by=cast.moss)
    told = Message.objects.filter(title__startswith="Cards for your group")
    assert {line.mailbox.user for line in told} == {cast.amina, cast.bilal}
    address = reverse("thread_cards", args=[cast.consultation.slug, thread.pk])
    assert all(line.link.endswith(address) for line in told)
    choose(wave, cast.amina, "Refuse")
    moss = client_for(cast.moss)
    page = flat(moss.get(address).content.decode())
    assert "Fewer than 5 have chosen." in page and "stay open for 24 hours" in page and "Close the cards" not in page
    for where in (address, reverse("close_wave", args=[cast.consultation.slug, wave.pk])):
        moss.post(where, {"close": wave.pk, "reason": "I have seen enough"})
    assert Wave.objects.get(pk=wave.pk).is_open
    Wave.objects.filter(pk=wave.pk).update(opened_at=clock.now() - timedelta(hours=25))
    with pytest.raises(Refused, match="Give a reason"):
        polling.close_wave(Wave.objects.get(pk=wave.pk), by=cast.moss)
    moss.post(address, {"close": wave.pk, "reason": "The group meets tonight"})
    assert "The group meets tonight" in client_for(cast.bilal).get(address).content.decode()
    assert not any("meets tonight" in str((one.summary, one.detail)) for one in Entry.objects.all())
    moss.post(address, {"reopen": wave.pk})  # too few had chosen: nothing was shown
    assert Wave.objects.get(pk=wave.pk).is_open
    choose(wave, cast.bilal, "Refuse")
    assert "Everybody of the group has chosen." in moss.get(address).content.decode()
    Wave.objects.filter(pk=wave.pk).update(opened_at=clock.now())
    moss.post(address, {"close": wave.pk})
    assert Wave.objects.get(pk=wave.pk).is_closed
    with clock.travel(clock.now() + timedelta(minutes=3)), pytest.raises(Refused, match="more than 2 minutes ago"):
        polling.reopen(Wave.objects.get(pk=wave.pk), by=cast.moss)


def test_cards_are_not_opened_again_beside_others_nor_once_their_result_was_shown(
    cast: Cast, client_for: Any, thread: Thread
) -> None:
    first = rooms.close_wave(cards.put(thread, SET, by=cast.moss), by=cast.moss)
    cards.put(thread, SET, by=cast.moss)
    with pytest.raises(Refused, match="Other cards are open"):
        polling.reopen(Wave.objects.get(pk=first.pk), by=cast.moss)
    second = cards.newest_first(thread)[0]
    others = [person(f"more{n}") for n in range(4)]
    join(cast.consultation, [(user, cast.group1) for user in others])
    for user in (cast.amina, cast.bilal, *others):
        choose(second, user, "Refuse" if user in others else "Act on it")
    polling.close_wave(second, by=cast.moss)
    with pytest.raises(Refused, match="People have seen its result"):
        polling.reopen(Wave.objects.get(pk=second.pk), by=cast.moss)
