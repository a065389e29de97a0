import pytest

from audit.models import Entry
from consultations import access
from deliberation.models import Seat, Session
from deliberation.sessions import floor, sessions, steps, tables
from people.errors import Refused
from tests.cast import Cast
from tests.deliberation import rooms
from tests.made_once import made_once


@made_once
def session(cast: Cast) -> Session:
    """Eleven people in the room."""
    session = sessions.start(rooms.plan(cast), by=cast.moss)
    for user in (cast.amina, *rooms.crowd(cast, 10)):
        floor.arrive(session, cast.member(user))
    return session


def sizes(session: Session) -> list[int]:
    session.refresh_from_db()
    return [len(seats) for _, seats in tables.seating(session)]


def test_tables_are_even_and_hold_everybody_but_facilitators(cast: Cast, session: Session) -> None:
    tables.make(session, 3, by=cast.moss)
    assert sorted(sizes(session)) == [3, 4, 4]
    assert Entry.objects.filter(action="tables_made", summary="3 tables").exists()


def test_a_shuffle_moves_people_but_not_the_pinned(cast: Cast, session: Session) -> None:
    tables.make(session, 3, by=cast.moss)
    pinned = session.seats.filter(table=2)[:3]
    for seat in pinned:
        tables.pin(seat, True, by=cast.moss)
    seen = set()
    for _ in range(12):
        tables.reshuffle(session, by=cast.moss)
        assert {Seat.objects.get(pk=seat.pk).table for seat in pinned} == {2}
        assert sorted(sizes(session)) == [3, 4, 4]
        seen.add(tuple(session.seats.order_by("pk").values_list("table", flat=True)))
    assert len(seen) > 1


def test_somebody_can_be_moved(cast: Cast, session: Session) -> None:
    tables.make(session, 2, by=cast.moss)
    seat = session.seats.filter(table=1).first()
    tables.move(seat, 2, by=cast.moss, was_at=1)
    assert Seat.objects.get(pk=seat.pk).table == 2
    with pytest.raises(Refused, match="There are 2 tables"):
        tables.move(seat, 3, by=cast.moss, was_at=2)


def test_a_move_on_a_page_from_before_a_shuffle_is_refused(cast: Cast, session: Session) -> None:
    tables.make(session, 2, by=cast.moss)
    seat = session.seats.filter(table=1).first()
    tables.move(seat, 2, by=cast.finch, was_at=1)
    with pytest.raises(Refused, match="changed meanwhile"):
        tables.move(seat, 1, by=cast.moss, was_at=1)


def test_a_latecomer_sits_at_the_emptiest_table(cast: Cast, session: Session) -> None:
    tables.make(session, 3, by=cast.moss)
    session.refresh_from_db()
    emptiest = sizes(session).index(3) + 1
    assert floor.arrive(session, cast.member(cast.bilal)).table == emptiest


def test_fewer_tables_leave_nobody_at_one_that_is_gone(cast: Cast, session: Session) -> None:
    tables.make(session, 4, by=cast.moss)
    tables.pin(session.seats.filter(table=4).first(), True, by=cast.moss)
    tables.make(session, 2, by=cast.moss)
    assert sum(sizes(session)) == 11
    assert set(session.seats.values_list("table", flat=True)) == {1, 2}


def test_the_plenary_comes_back(cast: Cast, session: Session) -> None:
    tables.make(session, 2, by=cast.moss)
    steps.show(session, Session.Screen.TABLES, by=cast.moss)
    tables.clear(session, by=cast.moss)
    session.refresh_from_db()
    assert (session.tables, session.screen) == (0, Session.Screen.FOLLOW)
    assert not session.seats.exclude(table=None).exists()
    with pytest.raises(Refused, match="no tables"):
        tables.reshuffle(session, by=cast.moss)


@pytest.mark.parametrize("count", [1, 0, 401])
def test_the_number_of_tables_makes_sense(cast: Cast, session: Session, count: int) -> None:
    with pytest.raises(Refused, match="between 2 and"):
        tables.make(session, count, by=cast.moss)


def test_nobody_is_seated_in_an_empty_room(cast: Cast) -> None:
    empty = sessions.start(rooms.plan(cast), by=cast.moss)
    with pytest.raises(Refused, match="Nobody is here"):
        tables.make(empty, 2, by=cast.moss)


@pytest.mark.parametrize("who", ["amina", "hale", "okoro", "outsider"])
def test_only_facilitators_seat_people(cast: Cast, session: Session, who: str) -> None:
    tables.make(session, 2, by=cast.moss)
    seat, user = session.seats.first(), getattr(cast, who)
    for act in (
        lambda: tables.make(session, 3, by=user), lambda: tables.reshuffle(session, by=user),
        lambda: tables.move(seat, 2, by=user, was_at=seat.table), lambda: tables.pin(seat, True, by=user),
        lambda: tables.clear(session, by=user),
    ):  # fmt: skip
        with pytest.raises(access.NotAllowed):
            act()
