"""Figures that are no result of a poll, subtracted by somebody who knows who came: refused where they would tell."""

import pytest

from consultations.joining import joining
from deliberation.counting import disclosure, figures, results, shown_before
from deliberation.models import Ballot, HandCount, Option, ShownFigure, Wave
from deliberation.polls import polling, voting
from deliberation.sessions import sessions, show_of_hands, summary
from people.models import User
from tests.cast import Cast
from tests.deliberation import rooms

ANYWHERE = {**rooms.PULSE, "paired": True, "waves": ["before", "pulse"]}


def cast_ballots(wave: Wave, people: list[User], cast: Cast, right: int) -> None:
    """The first `right` of them answer Right, the others Wrong: stored as the form would, in one go."""
    question = wave.questions.get(text=rooms.PULSE["text"])
    texts = dict(Option.objects.filter(question=question).values_list("text", "pk"))
    tokens = [joining.token_for(cast.member(user)) for user in people]
    Ballot.objects.bulk_create(
        Ballot(wave=wave, question=question, token=token, choice=str(texts["Right" if n < right else "Wrong"]))
        for n, token in enumerate(tokens)
    )


def room_then_table(cast: Cast, came_later: int) -> tuple[Wave, object]:
    """Group 1 answers in its room, 11 and 11. Later everybody answers the poll, group 1 with so many more."""
    session = sessions.start(rooms.plan(cast, questions=(ANYWHERE,)), by=cast.moss)
    pulse = polling.open_wave(session.waves.get(), by=cast.moss)
    first, more = rooms.crowd(cast, 22), rooms.crowd(cast, came_later)
    cast_ballots(pulse, first, cast, 11)
    rooms.close_wave(Wave.objects.get(pk=pulse.pk), by=cast.moss)
    wave = polling.open_wave(rooms.wave(cast, "before"), by=cast.moss)
    order = [*first[:11], *more[::2], *first[11:], *more[1::2]]
    cast_ballots(wave, order, cast, 11 + len(more[::2]))
    cast_ballots(wave, rooms.crowd(cast, 24, cast.group2), cast, 12)
    wave = rooms.close_wave(Wave.objects.get(pk=wave.pk), by=cast.moss)
    question = wave.questions.get(text=rooms.PULSE["text"])
    return wave, results.breakdown(wave, question, "group", viewer=cast.moss)


@pytest.mark.parametrize(("came", "stands"), [(1, False), (2, False), (4, False), (6, True)])
def test_a_table_by_group_does_not_subtract_from_the_rooms_poll(cast: Cast, came: int, stands: bool) -> None:
    _, table = room_then_table(cast, came)
    assert table.withheld == ("" if stands else disclosure.TOO_CLOSE)  # type: ignore[attr-defined]
    assert ShownFigure.objects.filter(kind="table").count() == (2 if stands else 0)


def test_shown_without_the_rule_the_newcomers_vote_is_read(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """The attack works: 12 and 11 in the table, 11 and 11 in the room."""
    monkeypatch.setattr(disclosure, "may_show", lambda figure, known, least: "")
    _, table = room_then_table(cast, 1)
    rows = table.results["Group 1"].rows  # type: ignore[attr-defined]
    assert [row.count for row in rows] == [12, 11]


def test_a_poll_of_everybody_does_not_subtract_from_the_rooms_either(cast: Cast) -> None:
    """All take part in one room, and one more answers at home."""
    session = sessions.start(rooms.plan(cast, questions=(ANYWHERE,)), by=cast.moss)
    pulse = polling.open_wave(session.waves.get(), by=cast.moss)
    people = rooms.crowd(cast, 13)
    cast_ballots(pulse, people[:12], cast, 6)
    rooms.close_wave(Wave.objects.get(pk=pulse.pk), by=cast.moss)
    wave = polling.open_wave(rooms.wave(cast, "before"), by=cast.moss)
    cast_ballots(wave, people, cast, 6)
    wave = rooms.close_wave(Wave.objects.get(pk=wave.pk), by=cast.moss)
    (one,) = (r for r in results.for_wave(wave, viewer=cast.moss) if r.question.text == rooms.PULSE["text"])  # type: ignore[union-attr]
    assert one.withheld == disclosure.TOO_CLOSE


# --- How a session went -------------------------------------------------------------------------
def test_a_summary_does_not_tell_that_somebody_who_left_had_voted(cast: Cast) -> None:
    _, wave = rooms.running(cast)
    people = rooms.crowd(cast, 7)
    cast_ballots(wave, people, cast, 3)
    assert [row.screen for row in summary.polls_of(wave.session)] == ["counted when it closes"]  # nor who just has
    rooms.close_wave(Wave.objects.get(pk=wave.pk), by=cast.moss)
    (before,) = summary.polls_of(wave.session)
    joining.withdraw(cast.consultation, by=people[0])
    (after,) = summary.polls_of(wave.session)
    assert before.screen == after.screen == "7 people"


def test_a_few_on_paper_are_not_the_rest_of_those_on_phones() -> None:
    """24 on phones beside a result of 26 would say that two wrote on paper."""
    told = disclosure.each_way({"screen": 24, "paper": 2}, 5)
    assert told == dict.fromkeys(("screen", "paper"), disclosure.TOGETHER)
    assert disclosure.each_way({"screen": 24, "paper": 6}, 5) == {"screen": "24 people", "paper": "6 people"}
    assert disclosure.each_way({"screen": 3, "paper": 0}, 5) == {"screen": "fewer than 5 people", "paper": ""}


@pytest.mark.parametrize(
    ("came", "spoke", "told"),
    [(12, 6, "12 came, 6 of them spoke"), (12, 11, "12 came"), (12, 3, "12 came"), (4, 4, "fewer than 5"),
     (12, 12, "12 came, 12 of them spoke")],
)  # fmt: skip
def test_who_spoke_is_told_only_where_those_who_did_not_are_many(came: int, spoke: int, told: str) -> None:
    assert disclosure.came_and_spoke(came, spoke, 5) == told


# --- Hands --------------------------------------------------------------------------------------
@pytest.mark.parametrize(("present", "stands"), [(25, False), (28, False), (29, True), (24, True)])
def test_hands_put_up_again_after_one_more_came_are_held_back(cast: Cast, present: int, stands: bool) -> None:
    session = sessions.start(rooms.plan(cast), by=cast.moss)
    first = session.waves.get()
    question = first.questions.get()
    right, wrong = rooms.option(question, "Right"), rooms.option(question, "Wrong")
    show_of_hands.count_hands(first, question, {right: 14, wrong: 10}, present=24, by=cast.moss)
    again = Wave.objects.create(poll=first.poll, kind=Wave.Kind.PULSE, session=session, title="Once more")
    again.questions.add(question)
    show_of_hands.count_hands(again, question, {right: 14, wrong: present - 14}, present=present, by=cast.moss)
    taken = HandCount.objects.get(wave=again)
    assert show_of_hands.why_withheld(taken) == ("" if stands else disclosure.TOO_CLOSE)
    assert ShownFigure.objects.filter(kind=shown_before.K.HANDS).count() == (2 if stands else 1)


def test_a_corrected_count_of_hands_is_shown(cast: Cast) -> None:
    session = sessions.start(rooms.plan(cast), by=cast.moss)
    wave = session.waves.get()
    question = wave.questions.get()
    right = rooms.option(question, "Right")
    show_of_hands.count_hands(wave, question, {right: 14}, present=24, by=cast.moss)
    show_of_hands.count_hands(wave, question, {right: 15}, present=25, by=cast.moss, reason="The back row was missed.")
    assert show_of_hands.why_withheld(HandCount.objects.get(replaced_at=None)) == ""


def test_the_way_each_answered_is_voted(cast: Cast) -> None:
    """The ballots of these tests are those of the form."""
    _, wave = rooms.running(cast)
    (user,) = rooms.crowd(cast, 1)
    question = wave.questions.get()
    voting.vote(wave, question, by=user, option_ids=[rooms.option(question, "Right")])
    stored = Ballot.objects.get()
    Ballot.objects.all().delete()
    cast_ballots(wave, [user], cast, 1)
    made = Ballot.objects.get()
    assert (made.choice, made.source, made.token_id) == (stored.choice, stored.source, stored.token_id)


# --- What an open result does not know ----------------------------------------------------------
def test_an_open_result_says_that_one_person_may_be_in_it_twice(cast: Cast) -> None:
    _, wave = rooms.running(cast)
    people = rooms.crowd(cast, 8)
    cast_ballots(wave, people, cast, 3)
    cast.group1.is_open = True
    cast.group1.save()
    rooms.close_wave(Wave.objects.get(pk=wave.pk), by=cast.moss)
    (one,) = results.for_wave(Wave.objects.get(pk=wave.pk), viewer=results.ROOM)
    assert one.base_text == f"8 people in Group 1. {figures.SEVERAL}"  # type: ignore[union-attr]
    assert str(one.chart["base"]).endswith("may be counted more than once")  # type: ignore[union-attr]
    recruited = figures.QuestionResult(one.question, one.wave, figures.RECRUITED, 8)  # type: ignore[union-attr]
    assert figures.SEVERAL not in recruited.base_text
