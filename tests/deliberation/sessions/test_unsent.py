"""Words typed in a room that found no place come back, and say nothing of what there is."""

import re
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from deliberation.models import Ballot, ExpertQuestion, Session, SessionNote, Thread, Wave
from deliberation.polls import polling
from deliberation.sessions import board, floor, planning, sessions
from deliberation.signposts import signposts
from tests.cast import Cast
from tests.deliberation import rooms
from tests.made_once import made_once
from tests.pages import flat

SignIn = Callable[[object], Client]
WORDS = "Talk to us & listen first."
BOX = r'<textarea[^>]* id="{id}"[^>]*>\s*Talk to us &amp; listen first.</textarea>'
REQUEST = {"text": "Your one request?", "kind": "text", "options": [], "max_choices": 1, "ladder_group": ""}


@made_once
def asked(cast: Cast) -> tuple[Session, Wave]:
    """A session that asks for words; a discussion of each group."""
    area = cast.consultation.areas.get(order=1)
    for group in (cast.group1, cast.group2):
        Thread.objects.create(area=area, group=group, title="How safe?", order=group.pk)
    session = sessions.start(rooms.plan(cast, questions=(rooms.USE, rooms.PULSE)), by=cast.moss)
    return session, polling.open_wave(planning.add_pulse(session, REQUEST, by=cast.moss), by=cast.moss)


def test_a_question_that_closed_gives_the_words_back(
    cast: Cast, client_for: SignIn, asked: tuple[Session, Wave]
) -> None:
    session, wave = asked
    amina, live = client_for(cast.amina), reverse("live", args=[session.code])
    long = amina.post(live, {"wave": wave.pk, "answer": WORDS + "x" * 1000})
    assert long.status_code == 422 and f"{WORDS.replace('&', '&amp;')}xxx" in long.content.decode()
    assert "What you wrote" not in long.content.decode()  # its own box holds them
    polling.close_wave(wave, by=cast.moss)
    late = amina.post(live, {"wave": wave.pk, "answer": WORDS})
    assert late.status_code == 422 and re.search(BOX.format(id="unsent"), late.content.decode())
    assert not Ballot.objects.exists()  # closed is closed
    thread = Thread.objects.get(group=cast.group1)
    assert f'data-thread="{cast.member(cast.amina).pk}/thread-{thread.pk}"' in flat(late.content.decode())
    thread.closed_at = wave.opened_at
    thread.save()
    assert "data-thread=" not in amina.get(live).content.decode()  # not another group's, where theirs is closed


@pytest.mark.parametrize("name, field", [("live", "answer"), ("session_questions", "text"), ("session_notes", "body")])
@pytest.mark.parametrize("who", [None, "okoro", "outsider"])
def test_a_lost_session_gives_them_back_and_tells_nothing_of_the_code(
    cast: Cast, client_for: SignIn, asked: tuple[Session, Wave], name: str, field: str, who: str | None
) -> None:
    client = client_for(getattr(cast, who) if who else None)
    sent = {field: WORDS, "wave": asked[1].pk, "revision": 0}
    answers = [client.post(reverse(name, args=[code]), sent) for code in (asked[0].code, "WRONGCODE")]
    assert [answer.status_code for answer in answers] == [404, 404]
    pages = [re.sub(r'nonce="[^"]+"|\w{64}', "", one.content.decode()) for one in answers]
    assert re.search(BOX.format(id="words"), pages[0])
    assert pages[0].replace(asked[0].code, "WRONGCODE") == pages[1]
    assert asked[0].title not in pages[0] and cast.consultation.title not in pages[0]
    bare = client.post(reverse(name, args=[asked[0].code]), {**sent, "quick": "1"}, headers={"HX-Request": "true"})
    assert WORDS.replace("&", "&amp;") not in bare.content.decode()  # the page that asked still has them
    assert not (Ballot.objects.exists() or ExpertQuestion.objects.exists() or SessionNote.objects.exists())


def test_a_choice_is_no_words(cast: Cast, client_for: SignIn, asked: tuple[Session, Wave]) -> None:
    chosen = client_for(None).post(reverse("live", args=[asked[0].code]), {"wave": asked[1].pk, "answer": "12"})
    assert "What you wrote" not in chosen.content.decode()


def test_the_box_names_its_place_and_help_stands_below_it(
    cast: Cast, client_for: SignIn, asked: tuple[Session, Wave]
) -> None:
    """Also in the fragment that all phones get: it knows nobody."""
    session, wave = asked
    shown = board.fragment(session.pk)
    assert f'data-draft-in="live-{wave.pk}"' in shown and "tel:116123" in shown
    polling.close_wave(wave, by=cast.moss)
    assert "tel:116123" not in board.fragment(session.pk)
    room = client_for(cast.amina).get(reverse("session_questions", args=[session.code])).content.decode()
    assert f'data-draft="{cast.member(cast.amina).pk}/question-session-{session.pk}"' in room and "tel:116123" in room


def test_help_near_here_stands_beside_the_wish_for_a_pause(
    cast: Cast, client_for: SignIn, asked: tuple[Session, Wave]
) -> None:
    signposts.set_local_help(cast.consultation, by=cast.moss, lines="Women’s Aid Riverside: 01632 960001")
    floor.ask_for_pause(asked[0], by=cast.amina)
    mine = reverse("mine", args=[asked[0].code])
    assert "tel:01632960001" in client_for(cast.amina).get(mine).content.decode()
    assert "tel:01632960001" not in client_for(cast.bilal).get(mine).content.decode()


def test_notes_that_are_refused_stay_in_their_box(cast: Cast, client_for: SignIn, asked: tuple[Session, Wave]) -> None:
    moss, notes = client_for(cast.moss), reverse("session_notes", args=[asked[0].code])
    moss.post(notes, {"body": "From the other window.", "revision": 0})
    page = moss.post(notes, {"body": WORDS, "revision": 0})
    html = page.content.decode()
    assert page.status_code == 422 and re.search(BOX.format(id="id_body"), html) and "From the other window." in html
    assert 'name="revision" value="1"' in html
    assert moss.post(notes, {"body": WORDS, "revision": 1}).status_code == 302  # having seen both
    long = moss.post(notes, {"body": "y" * (SessionNote.MAX_LENGTH + 1), "revision": 2})
    assert long.status_code == 422 and "y" * SessionNote.MAX_LENGTH in long.content.decode()
    nowhere = moss.post(notes, {"body": f"{WORDS} And lamps.", "revision": 2, "put": "1"})
    assert nowhere.status_code == 422 and "Choose the discussion" in nowhere.content.decode()
    assert SessionNote.objects.get().body == f"{WORDS} And lamps."
