"""The first poll answered after the talking: nobody is kept from it, and everybody reads how many did so."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from audit import clock
from consultations.joining import joining
from consultations.models import TokenLink
from deliberation import numbers
from deliberation.counting import disclosure, talked
from deliberation.discussion import discussion
from deliberation.models import AgendaSegment, Ballot, Session, Thread, Wave
from deliberation.polls import polling, privacy, voting
from deliberation.sessions import agenda, planning, sessions
from deliberation.sessions import floor as seats
from people.models import User
from tests.cast import Cast
from tests.deliberation import rooms
from tests.made_once import made_once
from tests.pages import flat

HAD = talked.BEFORE_THEY
INVITED = talked.WHO["recruited"]


@made_once
def first(cast: Cast) -> Wave:
    rooms.prepare(cast)
    discussion.open_threads(cast.consultation, by=cast.moss)
    return polling.open_wave(rooms.wave(cast, "before"), by=cast.moss)


def post(cast: Cast, who: User) -> None:
    thread = Thread.objects.filter(group=cast.group1).first()
    discussion.post(thread, "I have read all of it and changed my mind already.", by=who)


def answer(cast: Cast, first: Wave, *who: User, text: str = "No, never") -> None:
    question = rooms.question(cast, "q_use")
    for user in who:
        voting.vote(first, question, by=user, option_ids=[rooms.option(question, text)])


def closed(first: Wave, cast: Cast) -> Wave:
    rooms.close_wave(first, by=cast.moss)
    return Wave.objects.get(pk=first.pk)


@made_once
def people(cast: Cast) -> list[User]:
    return rooms.crowd(cast, 12)


def test_who_posts_first_and_answers_then_is_counted_and_told(
    cast: Cast, first: Wave, client_for: Any, people: list[User]
) -> None:
    for user in people[:5]:
        post(cast, user)
    answer(cast, first, *people)
    for user in people[5:]:
        post(cast, user)  # after they answered, as it is meant
    first = closed(first, cast)
    said = f"{INVITED}, 5 of 12 {HAD}."
    assert talked.said(first) == said
    page = reverse("results", args=[cast.consultation.slug, first.pk])
    assert said in flat(client_for(cast.moss).get(page).content.decode())
    joining.withdraw(cast.consultation, by=people[0])  # whoever leaves moves no figure
    assert talked.said(Wave.objects.get(pk=first.pk)) == said


def test_an_answer_changed_after_the_talk_is_one_given_then(cast: Cast, first: Wave, people: list[User]) -> None:
    answer(cast, first, *people)
    for user in people[:6]:
        post(cast, user)
        answer(cast, first, user, text="Not sure")
    assert f"6 of 12 {HAD}" in talked.said(closed(first, cast))


@pytest.mark.parametrize(
    ("some", "told"), [(0, "none"), (1, "not told"), (4, "not told"), (8, "not told"), (12, "12 of 12")]
)
def test_it_is_told_whole_or_not_at_all(cast: Cast, first: Wave, some: int, told: str, people: list[User]) -> None:
    for user in people[:some]:
        post(cast, user)
    answer(cast, first, *people)
    words = talked.said(closed(first, cast))
    assert told in words and (told != "not told" or not any(str(n) in words for n in (some, 12 - some, 12)))


def test_of_a_handful_nothing_is_told(cast: Cast, first: Wave) -> None:
    post(cast, cast.amina)
    answer(cast, first, cast.amina, cast.bilal)
    assert talked.said(closed(first, cast)) == "" == disclosure.some_of(1, 2, 5)


def talk(cast: Cast, *who: User) -> Session:
    """A session that has started, with these people in it, in its welcome."""
    planned = planning.plan(cast.group1, "Evening session", by=cast.moss, segments=rooms.SEGMENTS)
    session = sessions.start(planned, by=cast.moss)
    seats.seat(session, {user.pk for user in who})
    return session


@pytest.mark.parametrize("how", ["in the welcome", "in the talk", "after it ended"])
def test_whoever_sat_in_a_talk_is_counted_and_not_who_only_came(
    cast: Cast, first: Wave, how: str, people: list[User]
) -> None:
    """The first poll is asked at the beginning of many a session: that is before the talk."""
    session = talk(cast, *people[:6])
    if how != "in the welcome":
        sessions.go_to(session.segments.get(kind="discussion"), by=cast.moss)
    if how == "after it ended":
        sessions.end(session, by=cast.moss, close_polls=True)
        assert TokenLink.objects.filter(sat_in_talk=True).count() == 6
    answer(cast, first, *people)
    words = talked.said(closed(first, cast))
    assert ("none " if how == "in the welcome" else f"6 of 12 {HAD}") in words


def part(session: Session, kind: str) -> AgendaSegment:
    return session.segments.get(kind=kind)


def renamed(cast: Cast, session: Session) -> int:
    """The talk is called a poll as soon as it is over. Minutes until somebody answers."""
    sessions.go_to(part(session, "discussion"), by=cast.moss)
    sessions.go_to(part(session, "wrap_up"), by=cast.moss)
    agenda.change(part(session, "discussion"), {"kind": "poll", "title": "First poll"}, by=cast.moss)
    return 1


def renamed_meanwhile(cast: Cast, session: Session) -> int:
    sessions.go_to(part(session, "discussion"), by=cast.moss)
    agenda.change(part(session, "discussion"), {"kind": "welcome", "title": "Welcome"}, by=cast.moss)
    return 1


def called_a_poll_beforehand(cast: Cast, session: Session) -> int:
    agenda.change(part(session, "discussion"), {"kind": "poll", "title": "First poll"}, by=cast.moss)
    sessions.go_to(part(session, "poll"), by=cast.moss)
    return numbers.TALK_MINUTES


def briefed_and_then_called_a_welcome(cast: Cast, session: Session) -> int:
    """The part is renamed once people have talked in it for long, before it ends."""
    agenda.change(part(session, "discussion"), {"kind": "briefing", "title": "Briefing"}, by=cast.moss)
    sessions.go_to(part(session, "briefing"), by=cast.moss)
    with clock.travel(clock.now() + timedelta(minutes=numbers.TALK_MINUTES)):
        agenda.change(
            part(session, "briefing"), {"kind": "poll", "title": "Poll", "poll": first_of(cast)}, by=cast.moss
        )
    return numbers.TALK_MINUTES + 1


def a_second_welcome(cast: Cast, session: Session) -> int:
    agenda.change(part(session, "discussion"), {"kind": "welcome", "title": "Hello again"}, by=cast.moss)
    sessions.go_to(session.segments.get(title="Hello again"), by=cast.moss)
    return numbers.TALK_MINUTES


def a_poll_with_something_else_asked(cast: Cast, session: Session) -> int:
    held = part(session, "discussion")
    agenda.change(held, {"kind": "poll", "title": "First poll", "poll": first_of(cast)}, by=cast.moss)
    sessions.go_to(held, by=cast.moss)
    planning.add_pulse(session, rooms.PULSE, by=cast.moss, segment=held)
    return numbers.TALK_MINUTES


def first_of(cast: Cast) -> Wave:
    return rooms.wave(cast, "before")


def a_welcome_with_a_question(cast: Cast, session: Session) -> int:
    prompt = cast.consultation.areas.get(order=1).prompts.first()
    agenda.change(part(session, "welcome"), {"kind": "welcome", "title": "Hello", "prompt": prompt}, by=cast.moss)
    agenda.change(part(session, "welcome"), {"kind": "welcome", "title": "Hello"}, by=cast.moss)
    return 1


NAMES = [renamed, renamed_meanwhile, called_a_poll_beforehand, a_welcome_with_a_question,
         briefed_and_then_called_a_welcome, a_second_welcome, a_poll_with_something_else_asked]  # fmt: skip


@pytest.mark.parametrize("named", NAMES)
@pytest.mark.parametrize("when", ["meanwhile", "in the next part", "after it ended"])
def test_a_talk_is_one_whatever_it_is_called(
    cast: Cast, first: Wave, people: list[User], named: Callable[[Cast, Session], int], when: str
) -> None:
    """A facilitator for whom nobody is to have talked before the first poll."""
    session = talk(cast, *people[:6])
    minutes = named(cast, session)
    with clock.travel(clock.now() + timedelta(minutes=minutes)):
        if when != "meanwhile":
            sessions.go_to(part(session, "wrap_up"), by=cast.moss)
        if when == "after it ended":
            sessions.end(session, by=cast.moss)
        answer(cast, first, *people)
        assert f"6 of 12 {HAD}" in talked.said(closed(first, cast))


def test_a_short_part_without_a_question_is_no_talk(cast: Cast, first: Wave, people: list[User]) -> None:
    session = talk(cast, *people[:6])
    with clock.travel(clock.now() + timedelta(minutes=numbers.TALK_MINUTES - 1)):
        sessions.go_to(part(session, "wrap_up"), by=cast.moss)
    with clock.travel(clock.now() + timedelta(minutes=numbers.TALK_MINUTES + 5)):
        answer(cast, first, *people)
        assert f"none {HAD}" in talked.said(closed(first, cast))


def waits(cast: Cast, session: Session) -> None:
    """In the welcome a hall waits for who comes late."""


def answers(cast: Cast, session: Session) -> None:
    """In the part that holds the first poll; nothing else is asked there."""
    agenda.change(part(session, "discussion"), {"kind": "poll", "title": "Poll", "poll": first_of(cast)}, by=cast.moss)
    sessions.go_to(part(session, "poll"), by=cast.moss)


def rests(cast: Cast, session: Session) -> None:
    """A briefing of a few minutes, and a break that goes on."""
    agenda.change(part(session, "discussion"), {"kind": "briefing", "title": "Briefing"}, by=cast.moss)
    sessions.go_to(part(session, "briefing"), by=cast.moss)
    sessions.pause(session, by=cast.moss)


def rested(cast: Cast, session: Session) -> None:
    """The same, and the break is over."""
    rests(cast, session)
    with clock.travel(clock.now() + timedelta(minutes=numbers.TALK_MINUTES + 5)):
        sessions.resume(session, by=cast.moss)


@pytest.mark.parametrize("what", [waits, answers, rests, rested])
@pytest.mark.parametrize("when", ["meanwhile", "in the next part", "after it ended"])
def test_who_waits_answers_or_rests_has_not_talked(
    cast: Cast, first: Wave, people: list[User], what: Callable[[Cast, Session], None], when: str
) -> None:
    session = talk(cast, *people[:6])
    what(cast, session)
    with clock.travel(clock.now() + timedelta(minutes=numbers.TALK_MINUTES + 10)):
        if when != "meanwhile":
            sessions.go_to(part(session, "wrap_up"), by=cast.moss)
        if when == "after it ended":
            sessions.end(session, by=cast.moss)
        answer(cast, first, *people)
        assert f"none {HAD}" in talked.said(closed(first, cast))


@pytest.mark.parametrize("pauses", [True, False])
def test_a_break_takes_nothing_away_from_a_long_talk(cast: Cast, first: Wave, people: list[User], pauses: bool) -> None:
    session = talk(cast, *people[:6])
    agenda.change(part(session, "discussion"), {"kind": "briefing", "title": "Briefing"}, by=cast.moss)
    sessions.go_to(part(session, "briefing"), by=cast.moss)
    with clock.travel(clock.now() + timedelta(minutes=numbers.TALK_MINUTES)):
        if pauses:
            sessions.pause(session, by=cast.moss)
    with clock.travel(clock.now() + timedelta(minutes=numbers.TALK_MINUTES + 10)):
        answer(cast, first, *people)
        assert f"6 of 12 {HAD}" in talked.said(closed(first, cast))


def test_a_session_keeps_nobody_where_no_first_poll_is_open(cast: Cast, first: Wave) -> None:
    people = rooms.crowd(cast, 3)
    closed(first, cast)
    session = talk(cast, *people)
    sessions.go_to(session.segments.get(kind="discussion"), by=cast.moss)
    sessions.end(session, by=cast.moss, close_polls=True)
    assert not TokenLink.objects.filter(sat_in_talk=True).exists()


def test_nobody_is_kept_from_answering_and_all_read_of_it_where_they_answer(
    cast: Cast, first: Wave, client_for: Any
) -> None:
    post(cast, cast.amina)
    page = flat(client_for(cast.amina).get(reverse("wave", args=[cast.consultation.slug, first.pk])).content.decode())
    assert "Answer it before you talk. You can also answer it afterwards" in page
    answer(cast, first, cast.amina)
    assert Ballot.objects.get().talked


def test_the_mark_goes_as_ballots_are_cut_loose(cast: Cast, first: Wave) -> None:
    post(cast, cast.amina)
    answer(cast, first, cast.amina)
    assert any("Kept beside it" in row for row in privacy.ballots(cast.amina))
    assert f"any of {numbers.TALK_MINUTES} minutes or more" in privacy.SHOWN[0].why
    privacy.own_words(cast.consultation)
    assert not Ballot.objects.filter(talked=True).exists()


def test_no_other_poll_is_counted_so(cast: Cast, first: Wave) -> None:
    post(cast, cast.amina)
    closed(first, cast)
    after = polling.open_wave(rooms.wave(cast, "after"), by=cast.moss)
    answer(cast, after, cast.amina)
    assert not Ballot.objects.get().talked and talked.said(after) == ""
