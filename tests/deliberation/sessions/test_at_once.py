"""Two people at the same moment. Also run on PostgreSQL (`tests/services.py`)."""

from datetime import timedelta

import pytest
from django.db import connection

from audit import clock
from deliberation.models import Hand, MeetingNotice, Seat, SegmentRun, Session
from deliberation.polls import polling
from deliberation.sessions import agenda, floor, planning, raised_hands, sessions, steps, tables
from people.errors import Refused
from tests.cast import Cast, make_cast
from tests.deliberation import rooms
from tests.deliberation.importing.test_notice import MADE_UP, bring, meeting
from tests.deliberation.racing import together

pytestmark = pytest.mark.django_db(transaction=True)
Room = tuple[Cast, Session]


@pytest.fixture
def room(transactional_db: None) -> Room:
    if connection.vendor == "sqlite":
        pytest.skip("SQLite in memory has one connection; `python -m tests.services` runs this on PostgreSQL")
    cast = make_cast()
    return cast, sessions.start(rooms.plan(cast), by=cast.moss)


def unexpected(results: list[object]) -> list[object]:
    return [one for one in results if isinstance(one, Exception) and not isinstance(one, Refused)]


def again(session: Session) -> Session:
    return Session.objects.select_related("consultation").get(pk=session.pk)


def test_two_facilitators_press_next_together(room: Room) -> None:
    cast, session = room
    for user in (cast.amina, cast.bilal, *rooms.crowd(cast, 2)):
        raised_hands.raise_hand(session, by=user)
    results = together(
        *[
            lambda user=user: raised_hands.call_next(again(session), by=user, after=None)
            for user in (cast.moss, cast.finch)
        ]
    )
    assert unexpected(results) == []
    assert sum(isinstance(one, Hand) for one in results) == 1
    assert len(raised_hands.waiting(session)) == 3


def test_a_hand_raised_many_times_at_once_is_one_hand(room: Room) -> None:
    cast, session = room
    results = together(*[lambda: raised_hands.raise_hand(again(session), by=cast.amina)] * 8)
    assert unexpected(results) == []
    assert Hand.objects.count() == Seat.objects.count() == 1


def test_a_clicker_and_a_console_press_the_same_step_together(room: Room) -> None:
    cast, session = room
    seen = steps.key(session)
    results = together(
        *[lambda user=user: steps.press(again(session), by=user, seen=seen) for user in (cast.moss, cast.finch)] * 2
    )
    assert sorted(results) == [False, False, False, True]
    session.refresh_from_db()
    assert session.segment == session.segments.all()[1]
    assert SegmentRun.objects.filter(session=session).count() == 2


def test_moving_on_and_opening_a_poll_together_do_not_block_each_other(room: Room) -> None:
    cast, session = room
    wave, part = session.waves.select_related("poll__consultation").get(), session.segments.all()[1]
    for _ in range(5):
        results = together(
            lambda: sessions.go_to(part, by=cast.moss),
            lambda: polling.open_wave(wave, by=cast.finch),
            lambda: agenda.give_minutes(part, 1, by=cast.moss),
            lambda: rooms.close_wave(wave, by=cast.finch),
        )
        assert unexpected(results) == []


def test_a_shuffle_while_somebody_is_moved_leaves_everybody_at_one_table(room: Room) -> None:
    cast, session = room
    for user in rooms.crowd(cast, 8):
        floor.arrive(session, cast.member(user))
    tables.make(session, 3, by=cast.moss)
    for _ in range(4):
        seat = session.seats.select_related("session__consultation", "membership").first()
        was_at = seat.table
        results = together(
            lambda: tables.reshuffle(again(session), by=cast.moss),
            lambda seat=seat, was_at=was_at: tables.move(seat, was_at % 3 + 1, by=cast.finch, was_at=was_at),
        )
        assert unexpected(results) == []
        assert set(session.seats.values_list("table", flat=True)) <= {1, 2, 3}


def test_people_who_arrive_together_get_one_seat_each(room: Room) -> None:
    cast, session = room
    people = [cast.member(user) for user in (cast.amina, cast.bilal)]
    tables_first = [lambda one=one: floor.arrive(again(session), one) for one in people * 3]
    assert unexpected(together(*tables_first)) == []
    assert session.seats.count() == 2


@pytest.mark.parametrize("move", [False, True], ids=["called off", "moved"])
def test_a_record_comes_in_while_its_meeting_goes(room: Room, move: bool) -> None:
    """One after the other: its meeting stays, or it was of none that stood there."""
    cast, _ = room
    for turn in range(6):
        held = meeting(cast, 20, title=f"We meet {turn}")

        def goes(held: Session = held) -> None:
            if move:
                later = clock.now() + timedelta(days=9)
                planning.change_session(again(held), by=cast.finch, title="Later", starts_at=later)
            else:
                planning.call_off(again(held), by=cast.finch)

        results = together(lambda turn=turn: bring(cast, said=f"{MADE_UP}\nSpeaker 99: Once more, {turn}."), goes)
        assert unexpected(results) == []
        kept = results[0]
        kept.refresh_from_db()
        stays = Session.objects.filter(pk=held.pk, title=held.title).exists()
        assert (kept.meeting_id == held.pk, kept.notice == MeetingNotice.ANNOUNCED) == (stays, stays)
        Session.objects.filter(pk=held.pk).delete()
