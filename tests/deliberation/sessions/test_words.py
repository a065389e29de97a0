"""One word from each: counted, read by a facilitator, shown by their tap."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from consultations.access import NotAllowed
from consultations.models import Stage
from consultations.privacy import unlinking
from deliberation.models import Session, Wave, WordList
from deliberation.polls import polling, privacy, voting
from deliberation.sessions import board, planning, sessions, words
from people.errors import Refused
from people.models import User
from tests.cast import Cast
from tests.deliberation import rooms
from tests.made_once import made_once
from tests.pages import flat

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


def test_the_room_is_told_that_a_facilitator_left_words_out(cast: Cast, client_for: SignIn, session: Session) -> None:
    """Whoever picks the words could leave out the one that most people gave, and the wall would look whole."""
    wave = asked(cast, session, rooms.crowd(cast, len(SAID)), SAID)
    words.show(wave, ["kind"], by=cast.moss)
    said = words.shown(wave)
    assert said is not None and "A facilitator left out 2 words that 2 people or more gave." in said.base_words
    session.refresh_from_db()
    wall = client_for(cast.moss).get(reverse("projector", args=[session.code])).content.decode()
    assert "left out 2 words" in wall and "absent" not in wall


def outside(cast: Cast, wave: Wave) -> str:
    cast.at(Stage.FINDINGS_PUBLISHED)
    return flat(Client().get(reverse("results", args=[cast.consultation.slug, wave.pk])).content.decode())


@pytest.mark.parametrize("ended", [False, True])
def test_words_that_were_shown_stay_with_the_results(cast: Cast, session: Session, ended: bool) -> None:
    """Taken down they are off the wall: a facilitator makes nothing of it unsaid."""
    wave = asked(cast, session, rooms.crowd(cast, 10), ["absent"] * 6 + ["kind"] * 4)
    words.show(wave, ["absent", "kind"], by=cast.moss)
    words.take_down(wave, by=cast.moss)
    assert words.shown(wave) is None
    if ended:
        sessions.end(session, by=cast.moss)
    page = outside(cast, wave)
    assert "10 people gave a word" in page and "absent" in page and "has not shown" not in page


@pytest.mark.parametrize("stage", [Stage.PAUSED, Stage.FINDINGS_PUBLISHED, Stage.COMPLETED, Stage.WITHDRAWN], ids=str)
def test_none_is_shown_once_findings_are_out_and_all_come_down_at_any_time(
    cast: Cast, session: Session, stage: Stage
) -> None:
    """The panel pauses it in the middle of a session: what nobody should read is off the wall all the same."""
    wave = asked(cast, session, rooms.crowd(cast, len(SAID)), SAID)
    other = asked(cast, session, rooms.crowd(cast, len(SAID)), SAID)
    words.show(wave, ["absent"], by=cast.moss)
    cast.at(stage)
    wave, other = (Wave.objects.get(pk=one.pk) for one in (wave, other))
    with pytest.raises(Refused):
        words.show(other, ["absent"], by=cast.moss)
    with pytest.raises(NotAllowed):
        words.take_down(wave, by=cast.hale)
    words.take_down(wave, by=cast.moss)
    assert not WordList.objects.get().is_shown


def test_words_of_a_poll_that_ended_with_the_consultation_are_shown_afterwards(
    cast: Cast, session: Session, client_for: SignIn
) -> None:
    wave = planning.add_pulse(session, ONE_WORD, by=cast.moss)
    polling.open_wave(wave, by=cast.moss)
    for user, word in zip(rooms.crowd(cast, 10), ["absent"] * 6 + ["kind"] * 4, strict=True):
        voting.vote(wave, wave.questions.get(), by=user, text=word)
    sessions.end(session, by=cast.moss, close_polls=True)
    cast.at(Stage.ANALYSIS)
    address = reverse("console", args=[session.code])
    client = client_for(cast.moss)
    assert "Show these words" in client.get(address).content.decode()
    client.post(address, {"do": "words", "wave": wave.pk, "word": ["absent", "kind"]})
    page = outside(cast, wave)
    assert "10 people gave a word" in page and "absent" in page


@pytest.mark.parametrize("cut", [False, True])
@pytest.mark.parametrize(
    ("said", "why"),
    [
        ([f"word{n}" for n in range(10)], words.NOTHING_TO_SHOW),
        (["kind"] * 9 + ["slow"], words.NOTHING_TO_SHOW),
        (["kind"] * 4, "Withheld: fewer than 10 people"),
        (["kind"] * 7 + ["slow"] * 3, "A facilitator has not shown the words."),
    ],
)
def test_nobody_is_blamed_where_nothing_could_be_shown(
    cast: Cast, session: Session, said: list[str], why: str, cut: bool
) -> None:
    """Also once the words are emptied, as the findings come out. The word of nearly everybody was read by nobody."""
    wave = asked(cast, session, rooms.crowd(cast, len(said)), said)
    if cut:
        words.keep_why(cast.consultation)
        privacy.own_words(cast.consultation)
    assert words.why_not_told(wave, outside=True).startswith(why)
    page = outside(cast, wave)
    assert ("has not shown" in page) == ("has not shown" in why) and "kind" not in page
    assert words.told(wave) is None and words.shown(wave) is None


def test_of_words_emptied_before_that_was_kept_nothing_is_claimed(cast: Cast, session: Session) -> None:
    wave = asked(cast, session, rooms.crowd(cast, 10), ["kind"] * 7 + ["slow"] * 3)
    privacy.own_words(cast.consultation)
    assert words.why_not_told(wave, outside=True).startswith("No words were shown.")


def test_why_is_kept_as_ballots_are_cut_loose(cast: Cast, session: Session) -> None:
    wave = asked(cast, session, rooms.crowd(cast, 10), ["kind"] * 9 + ["slow"])
    unlinking.cut_ballots_loose(cast.consultation)
    assert words.why_not_told(wave) == words.NOTHING_TO_SHOW


def test_it_is_said_that_a_facilitator_has_not_shown_the_words(cast: Cast, session: Session) -> None:
    wave = asked(cast, session, rooms.crowd(cast, 10), ["absent"] * 6 + ["kind"] * 4)
    page = outside(cast, wave)
    assert "A facilitator has not shown the words." in page and "absent" not in page


def test_words_of_a_small_room_are_withheld_outside_with_the_reason(cast: Cast, session: Session) -> None:
    wave = asked(cast, session, rooms.crowd(cast, len(SAID)), SAID)
    words.show(wave, ["absent"], by=cast.moss)
    assert words.told(wave, outside=True) is None
    assert "fewer than 10 people" in words.why_not_told(wave, outside=True)
    assert words.why_not_told(wave) == ""


def test_nothing_is_said_where_all_words_are_shown(cast: Cast, session: Session) -> None:
    wave = asked(cast, session, rooms.crowd(cast, len(SAID)), SAID)
    words.show(wave, ["kind", "absent", "@bobby"], by=cast.moss)
    said = words.shown(wave)
    assert said is not None and "left out" not in said.base_words
