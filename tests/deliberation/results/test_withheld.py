"""Attacks on results that are withheld: whatever people answered, every page says exactly the same."""

import re
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from audit import clock
from audit.models import Entry
from consultations.models import Stage
from deliberation import counting, polling, results
from deliberation.models import Ballot, CountSheet
from tests.cast import Cast
from tests.deliberation import rooms

SignIn = Callable[[object], Client]
WHO = ["moss", "finch", "hale", "okoro", "reyes", "outsider", "carys"]


def told(cast: Cast, client_for: SignIn) -> dict[tuple[str, int], tuple[int, str]]:
    """Every page about the open first poll, for everybody but the voters, without its tokens."""
    slug, pk = cast.consultation.slug, rooms.wave(cast, "before").pk
    pages = [
        reverse("polls", args=[slug]), reverse("results", args=[slug, pk]), reverse("consultation", args=[slug]),
        reverse("results", args=[slug, pk]) + "?viewer=room&state=closed&by=age&format=json",
        reverse("prepare_polls", args=[slug]), reverse("save_questions", args=[slug]), reverse("desk"),
        reverse("my_answers", args=[slug]), reverse("wave", args=[slug, pk]), reverse("public_record", args=[slug]),
    ]  # fmt: skip
    found = {}
    for who in [*WHO, None]:
        client = client_for(getattr(cast, who) if who else None)
        for n, page in enumerate(pages):
            answer = client.get(page)
            text = re.sub(r'(csrfmiddlewaretoken" value=|nonce=|X-CSRFToken": )"[^"]*"', "", answer.content.decode())
            found[str(who), n] = (answer.status_code, text)
    return found


def test_no_page_differs_with_what_was_answered(cast: Cast, client_for: SignIn) -> None:
    """The same people, other answers: the same bytes, for every role, with every query."""
    wave = rooms.open_first(cast)
    use = rooms.question(cast, "q_use")
    for n, user in enumerate(rooms.crowd(cast, 8)):
        rooms.answer(cast, user, "before", "q_use", "Yes, generally" if n < 6 else "No, never")
    with clock.travel(clock.now()):
        before = told(cast, client_for)
        Ballot.objects.filter(wave=wave).update(choice=str(rooms.option(use, "Not sure")))
        after = told(cast, client_for)
    assert {key for key in before if before[key] != after[key]} == set()
    assert {status for status, _ in before.values()} >= {200, 404}, "some pages must have been shown"


def test_that_attack_would_see_a_leak(cast: Cast, client_for: SignIn, monkeypatch: pytest.MonkeyPatch) -> None:
    wave = rooms.open_first(cast)
    for n, user in enumerate(rooms.crowd(cast, 8)):
        rooms.answer(cast, user, "before", "q_use", "Yes, generally" if n < 6 else "No, never")
    monkeypatch.setattr(results, "why_withheld", lambda wave, viewer: "")
    monkeypatch.setattr(results.livebars, "shown", counting.count)
    with clock.travel(clock.now()):
        before = told(cast, client_for)
        Ballot.objects.filter(wave=wave).exclude(pk__in=Ballot.objects.values("pk")[:3]).update(
            choice=str(rooms.option(rooms.question(cast, "q_use"), "Not sure"))
        )
        assert told(cast, client_for) != before


def test_nothing_is_counted_while_a_poll_is_open(cast: Cast) -> None:
    wave = rooms.open_first(cast)
    for user in rooms.crowd(cast, 6):
        rooms.answer(cast, user, "before", "q_use", "Not sure")
    assert not CountSheet.objects.exists()
    for viewer in [results.ROOM, None, *(getattr(cast, who) for who in WHO)]:
        assert results.for_wave(wave, viewer=viewer) == results.UNTIL_CLOSED
        assert results.written(wave, viewer=viewer) == []
        assert results.breakdown(wave, rooms.question(cast, "q_use"), "age", viewer=viewer).results == {}


def test_showing_bars_does_not_open_a_poll_that_is_compared(cast: Cast) -> None:
    from people.errors import Refused

    wave = rooms.open_first(cast)
    with pytest.raises(Refused, match="Only the results of a poll in the room"):
        polling.show_bars(wave, True, by=cast.moss)
    wave.live_results = True  # and if it were set anyway
    wave.save()
    assert results.for_wave(wave, viewer=results.ROOM) == results.UNTIL_CLOSED


def test_the_record_says_the_same_whatever_was_answered(cast: Cast, elsewhere: Cast) -> None:
    for one, text in ((cast, "Yes, generally"), (elsewhere, "No, never")):
        wave = rooms.open_first(one)
        for user in rooms.crowd(one, 6):
            rooms.answer(one, user, "before", "q_use", text)
        polling.close_wave(wave, by=one.moss)
    mine, other = (
        [(e.action, e.summary, sorted(e.detail)) for e in Entry.objects.filter(consultation=c.consultation.slug)]
        for c in (cast, elsewhere)
    )
    assert [row for row in mine if row[0] != "joined"] == [row for row in other if row[0] != "joined"]


def test_a_published_stage_does_not_open_an_open_poll(cast: Cast, client_for: SignIn) -> None:
    wave = rooms.open_first(cast)
    for n, user in enumerate(rooms.crowd(cast, 8)):
        rooms.answer(cast, user, "before", "q_use", "Not sure" if n % 2 else "No, never")
    cast.at(Stage.FINDINGS_PUBLISHED)
    text = client_for(cast.hale).get(reverse("results", args=[cast.consultation.slug, wave.pk])).content.decode()
    assert "until this poll closes" in text
    assert 'class="chart' not in text
