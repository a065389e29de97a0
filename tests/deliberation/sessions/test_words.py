"""One word from each: counted, read by a facilitator, shown by their tap."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from consultations.access import NotAllowed
from deliberation.models import Session, Wave, WordList
from deliberation.polls import polling, voting
from deliberation.sessions import board, planning, sessions, words
from people.errors import Refused
from people.models import User
from tests.cast import Cast
from tests.deliberation import rooms
from tests.made_once import made_once

SignIn = Callable[[object], Client]

ONE_WORD = {"kind": "word", "text": "One word for policing here"}


def asked(cast: Cast, session: Session, people: list[User], said: list[str]) -> Wave:
    wave = planning.add_pulse(session, ONE_WORD, by=cast.moss)
    polling.open_wave(wave, by=cast.moss)
    question = wave.questions.get()
    for user, word in zip(people, said, strict=True):
        voting.vote(wave, question, by=user, text=word)
    return rooms.close_wave(wave, by=cast.moss)


@made_once
def session(cast: Cast) -> Session:
    return sessions.start(rooms.plan(cast), by=cast.moss)


SAID = ["Absent", "absent.", "ABSENT", "Kind", "kind", "slow", "@bobby", "@bobby"]


def test_words_are_counted_as_people_meant_them_and_those_of_one_person_are_left_out(
    cast: Cast, session: Session
) -> None:
    read = words.reading(asked(cast, session, rooms.crowd(cast, len(SAID)), SAID))
    assert read is not None
    assert [(word.text, word.count) for word in read.words] == [("absent", 3), ("@bobby", 2), ("kind", 2)]
    assert [word.text for word in read.words if word.held] == ["@bobby"]
    assert (read.base, read.alone, read.withheld) == (8, 1, "")


@pytest.mark.parametrize(
    ("said", "why"),
    [(["kind", "kind", "slow", "slow"], "fewer than 5 people"), (["kind"] * 5 + ["slow"], "Almost everybody")],
)
def test_words_of_few_or_of_nearly_everybody_are_not_shown(
    cast: Cast, session: Session, said: list[str], why: str
) -> None:
    wave = asked(cast, session, rooms.crowd(cast, len(said)), said)
    read = words.reading(wave)
    assert read is not None and not read.words
    assert why in read.withheld
    with pytest.raises(Refused, match=why):
        words.show(wave, ["kind"], by=cast.moss)


def test_the_room_sees_them_only_after_the_tap_and_as_they_were_then(cast: Cast, session: Session) -> None:
    people = rooms.crowd(cast, len(SAID))
    wave = asked(cast, session, people, SAID)
    session.refresh_from_db()
    waiting = board.of(session)
    assert waiting.reads_words and waiting.words is None
    assert "absent" not in board.fragment(session.pk)
    words.show(wave, ["absent", "kind", "slow", "not said"], by=cast.moss)
    assert [(word.text, word.count) for word in board.of(session).words.words] == [("absent", 3), ("kind", 2)]  # type: ignore[union-attr]
    fragment = board.fragment(session.pk)
    assert "absent" in fragment and "slow" not in fragment and "bobby" not in fragment
    words.take_down(wave, by=cast.moss)
    assert "absent" not in board.fragment(session.pk)
    words.show(wave, ["@bobby"], by=cast.moss)
    assert "absent" in board.fragment(session.pk) and "bobby" not in board.fragment(session.pk)


def test_the_same_question_again_shows_words_without_their_counts(cast: Cast, session: Session) -> None:
    people = rooms.crowd(cast, len(SAID))
    words.show(asked(cast, session, people, SAID), ["absent"], by=cast.moss)
    again = asked(cast, session, people, [*SAID[:-1], "absent"])
    shown = words.show(again, ["absent", "kind"], by=cast.moss)
    assert not shown.with_counts
    found = words.shown(again)
    assert found is not None and [word.count for word in found.words] == [0, 0]


@pytest.mark.parametrize("word", ["", "...", "three whole words", "x" * 31])
def test_what_is_no_word_is_refused(cast: Cast, session: Session, word: str) -> None:
    wave = planning.add_pulse(session, ONE_WORD, by=cast.moss)
    polling.open_wave(wave, by=cast.moss)
    with pytest.raises(Refused):
        voting.vote(wave, wave.questions.get(), by=cast.amina, text=word)


def test_the_console_shows_them_with_one_tap_and_others_cannot(
    cast: Cast, session: Session, client_for: SignIn
) -> None:
    wave = asked(cast, session, rooms.crowd(cast, len(SAID)), SAID)
    client = client_for(cast.moss)
    address = reverse("console", args=[session.code])
    page = client.get(address).content.decode()
    assert "Show these words" in page and "A word was" not in page
    assert 'value="absent"' in page and 'value="slow"' not in page
    client.post(address, {"do": "words", "wave": wave.pk, "word": ["absent", "kind"]})
    assert WordList.objects.get(wave=wave).words == [["absent", 3], ["kind", 2]]
    assert "absent" in client.get(reverse("projector", args=[session.code])).content.decode()
    for who in (cast.amina, cast.hale, cast.okoro):
        with pytest.raises(NotAllowed):
            words.take_down(wave, by=who)
