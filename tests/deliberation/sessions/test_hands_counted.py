from typing import Any

import pytest
from django.urls import reverse

from audit.models import Entry
from consultations import access
from deliberation.models import Ballot, HandCount, Question, Session, ShownFigure, Wave
from deliberation.polls import polling, voting
from deliberation.sessions import board, floor, sessions, show_of_hands, summary
from people.errors import Refused
from people.models import User
from tests.cast import Cast
from tests.deliberation import rooms
from tests.made_once import made_once


def asked(cast: Cast) -> tuple[Session, Wave, Question, int, int]:
    session = sessions.start(rooms.plan(cast), by=cast.moss)
    wave = session.waves.get()
    question = wave.questions.get()
    return session, wave, question, rooms.option(question, "Right"), rooms.option(question, "Wrong")


@made_once
def put(cast: Cast) -> tuple[Session, Wave, Question, int, int]:
    return asked(cast)


def test_hands_are_totals_and_never_ballots(cast: Cast, put: tuple[Session, Wave, Question, int, int]) -> None:
    session, wave, question, right, wrong = put
    show_of_hands.count_hands(wave, question, {right: 18, wrong: 4}, present=24, by=cast.moss)
    assert not Ballot.objects.exists()
    chart = show_of_hands.hands_of(wave, question)
    assert [(row["label"], row["note"]) for row in chart["rows"]] == [("Right", "18 of 24"), ("Wrong", "4 of 24")]
    assert "Not added to other answers" in chart["base"]
    entry = Entry.objects.get(action="hands_counted")
    assert entry.detail["present"] == 24


def test_hands_stand_beside_the_phones_and_are_not_added(
    cast: Cast, put: tuple[Session, Wave, Question, int, int]
) -> None:
    session, wave, question, right, wrong = put
    polling.open_wave(wave, by=cast.moss)
    for user in rooms.crowd(cast, 6):
        voting.vote(wave, question, by=user, option_ids=[right if user.pk % 2 else wrong])
    show_of_hands.count_hands(wave, question, {right: 9}, present=12, by=cast.moss)
    session.refresh_from_db()
    assert board.of(session).hands is None  # the poll is open: nobody is to follow the crowd
    rooms.close_wave(wave, by=cast.moss)
    session.refresh_from_db()
    shown = board.of(session)
    assert [chart["base"] for chart in shown.charts] == ["6 people in Group 1"]
    assert shown.hands["rows"][0]["count"] == 9


def test_a_question_put_by_hands_alone_is_on_the_board(
    cast: Cast, put: tuple[Session, Wave, Question, int, int]
) -> None:
    session, wave, question, right, _ = put
    show_of_hands.count_hands(wave, question, {right: 9}, present=12, by=cast.moss)
    session.refresh_from_db()
    shown = board.of(session)
    assert (shown.question, shown.charts, shown.is_asking) == (question, [], False)
    sessions.go_to(session.segments.all()[1], by=cast.moss)
    session.refresh_from_db()
    assert board.of(session).question is None


@pytest.mark.parametrize(("hands", "present"), [((3, 2), 7), ((5, 4), 9), ((12, 0), 12), ((11, 1), 12)])
def test_hands_that_the_results_page_withholds_stand_on_no_wall(
    cast: Cast, hands: tuple[int, int], present: int, put: tuple[Session, Wave, Question, int, int]
) -> None:
    """Of seven people, and of a room that all but agrees: the same on the wall, in the summary and later."""
    session, wave, question, right, wrong = put
    show_of_hands.count_hands(wave, question, {right: hands[0], wrong: hands[1]}, present=present, by=cast.moss)
    session.refresh_from_db()
    wall, (outside,) = board.of(session).hands, show_of_hands.published_hands(wave)
    assert wall == outside
    assert (wall["rows"], wall["base"]) == ([], "")
    assert not ShownFigure.objects.exists()
    (row,) = summary.polls_of(session)
    assert row.hands == ("12 people in the room" if present == 12 else "fewer than 10 people in the room")


def test_a_correction_needs_a_reason_and_keeps_the_count_before(
    cast: Cast, put: tuple[Session, Wave, Question, int, int]
) -> None:
    _, wave, question, right, _ = put
    show_of_hands.count_hands(wave, question, {right: 9}, present=12, by=cast.moss)
    with pytest.raises(Refused, match="Say why"):
        show_of_hands.count_hands(wave, question, {right: 10}, present=12, by=cast.moss)
    show_of_hands.count_hands(wave, question, {right: 10}, present=12, by=cast.finch, reason="The back row was missed.")
    assert HandCount.objects.count() == 2
    assert show_of_hands.standing_count(wave, question).rows.get(option=right).count == 10
    assert Entry.objects.get(action="hands_corrected").detail["reason"] == "The back row was missed."


@pytest.mark.parametrize(
    ("right", "wrong", "present", "words"),
    [(20, 0, 12, "more hands than the 12"), (9, 9, 12, "18 hands for 12 people"), (0, 0, 12, "how many hands"),
     (1, 0, 0, "at least one"), (-1, 3, 12, "more hands")],
)  # fmt: skip
def test_a_count_that_cannot_be_is_refused(
    cast: Cast, right: int, wrong: int, present: int, words: str, put: tuple[Session, Wave, Question, int, int]
) -> None:
    _, wave, question, yes, no = put
    with pytest.raises(Refused, match=words):
        show_of_hands.count_hands(wave, question, {yes: right, no: wrong}, present=present, by=cast.moss)


def test_hands_are_counted_in_a_session_that_has_begun(cast: Cast) -> None:
    session = rooms.plan(cast)
    wave = session.waves.get()
    with pytest.raises(Refused, match="Start the session first"):
        show_of_hands.count_hands(wave, wave.questions.get(), {}, present=12, by=cast.moss)
    rooms_wave = rooms.wave(cast, "before")
    with pytest.raises(Refused, match="question of a session"):
        show_of_hands.count_hands(rooms_wave, rooms_wave.questions.first(), {}, present=12, by=cast.moss)


def ended(cast: Cast, session: Session, *came: User) -> None:
    floor.seat(session, {user.pk for user in came})
    sessions.end(session, by=cast.moss, close_polls=True, drop_hands=True)


def test_a_session_does_not_end_in_passing_over_hands_of_an_unticked_room(
    cast: Cast, put: tuple[Session, Wave, Question, int, int], client_for: Any
) -> None:
    """A hall without phones: 24 hands are counted, and nobody has ticked who came."""
    session, wave, question, right, wrong = put
    show_of_hands.count_hands(wave, question, {right: 20, wrong: 4}, present=24, by=cast.moss)
    client, address = client_for(cast.moss), reverse("end_session", args=[session.code])
    page = client.post(address)
    assert page.status_code == 422 and "Tick who is here first" in page.content.decode()
    assert "drop_hands" in page.content.decode()
    session.refresh_from_db()
    assert session.is_live
    floor.seat(session, {user.pk for user in rooms.crowd(cast, 6)})
    assert "drop_hands" not in client.get(address).content.decode()
    assert client.post(address).status_code == 302
    assert len(show_of_hands.published_hands(Wave.objects.get(pk=wave.pk))) == 1


def test_hands_of_a_room_that_ended_before_the_rule_stay_and_are_corrected(
    cast: Cast, put: tuple[Session, Wave, Question, int, int]
) -> None:
    """What a report printed does not go out of it on the day of an upgrade."""
    session, wave, question, right, wrong = put
    show_of_hands.count_hands(wave, question, {right: 20, wrong: 4}, present=24, by=cast.moss)
    Session.objects.filter(pk=session.pk).update(state=Session.State.ENDED, attended=0)
    wave = Wave.objects.get(pk=wave.pk)
    assert len(show_of_hands.published_hands(wave)) == 1
    hands = {right: 19, wrong: 5}
    show_of_hands.count_hands(wave, question, hands, present=24, by=cast.moss, reason="Typed wrong.")
    assert show_of_hands.standing_count(wave, question).rows.get(option=right).count == 19


@pytest.mark.parametrize("when", ["before it ends", "afterwards"])
def test_no_hands_go_up_in_an_empty_room(
    cast: Cast, when: str, put: tuple[Session, Wave, Question, int, int], client_for: Any
) -> None:
    """A facilitator alone starts a session, types 30 hands in and ends it: nothing of that is told anywhere."""
    session, wave, question, right, wrong = put
    hands = {right: 20, wrong: 10}
    if when == "before it ends":
        page = client_for(cast.moss).get(reverse("count_hands", args=[session.code, wave.pk])).content.decode()
        assert "Nobody is noted as being here" in page
        show_of_hands.count_hands(wave, question, hands, present=30, by=cast.moss)
    ended(cast, session)
    for reason in ("", "The back row was missed."):
        with pytest.raises(Refused, match="with nobody noted"):
            show_of_hands.count_hands(wave, question, hands, present=30, by=cast.moss, reason=reason)
    wave = Wave.objects.get(pk=wave.pk)
    assert show_of_hands.published_hands(wave) == []
    assert show_of_hands.last_hands(wave.session, None) is None
    assert not any(row.hands for row in summary.polls_of(wave.session))


def test_after_the_session_a_count_is_corrected_and_none_is_added(
    cast: Cast, put: tuple[Session, Wave, Question, int, int]
) -> None:
    session, wave, question, right, wrong = put
    ended(cast, session, *rooms.crowd(cast, 6))
    with pytest.raises(Refused, match="no other can be added"):
        show_of_hands.count_hands(wave, question, {right: 20}, present=30, by=cast.moss, reason="I forgot.")
    HandCount.objects.create(wave=wave, question=question, present=24)
    show_of_hands.count_hands(wave, question, {right: 14, wrong: 10}, present=24, by=cast.moss, reason="Typed wrong.")
    assert HandCount.objects.get(replaced_at=None).rows.get(option=right).count == 14


@pytest.mark.parametrize(("came", "told"), [(6, "noted 6 people"), (2, "noted fewer than 5 people")])
def test_who_was_noted_stands_beside_who_a_facilitator_counted(
    cast: Cast, came: int, told: str, put: tuple[Session, Wave, Question, int, int]
) -> None:
    session, wave, question, right, wrong = put
    show_of_hands.count_hands(wave, question, {right: 20, wrong: 10}, present=30, by=cast.moss)
    ended(cast, session, *rooms.crowd(cast, came))
    (chart,) = show_of_hands.published_hands(Wave.objects.get(pk=wave.pk))
    assert "30 people in the room" in str(chart["base"]) and told in str(chart["base"])


def test_an_answer_of_another_question_is_refused(cast: Cast, put: tuple[Session, Wave, Question, int, int]) -> None:
    _, wave, question, _, _ = put
    foreign = rooms.option(rooms.question(cast, "q_use"), "Not sure")
    with pytest.raises(Refused, match="answers of this question"):
        show_of_hands.count_hands(wave, question, {foreign: 3}, present=12, by=cast.moss)


@pytest.mark.parametrize("who", ["amina", "hale", "okoro", "outsider"])
def test_only_facilitators_count(cast: Cast, who: str, put: tuple[Session, Wave, Question, int, int]) -> None:
    _, wave, question, right, _ = put
    with pytest.raises(access.NotAllowed):
        show_of_hands.count_hands(wave, question, {right: 3}, present=12, by=getattr(cast, who))
