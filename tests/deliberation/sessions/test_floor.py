from datetime import timedelta

import pytest

from audit import clock
from audit.models import Entry
from consultations import access
from consultations.models import Consultation
from deliberation.models import PauseSignal, Session
from deliberation.sessions import floor, planning, sessions, voices
from people.errors import Refused
from people.privacy import retention
from tests.cast import Cast
from tests.deliberation import rooms
from tests.made_once import made_once


@made_once
def session(cast: Cast) -> Session:
    return sessions.start(rooms.plan(cast), by=cast.moss)


def test_people_of_the_group_get_one_seat(cast: Cast, session: Session) -> None:
    for _ in range(2):
        floor.arrive(session, cast.member(cast.amina))
    assert session.seats.count() == 1


@pytest.mark.parametrize("who", ["moss", "hale", "carys", "okoro"])
def test_nobody_else_is_counted(cast: Cast, session: Session, who: str) -> None:
    assert floor.arrive(session, cast.member(getattr(cast, who))) is None
    assert not session.seats.exists()


def test_nobody_is_counted_before_the_start(cast: Cast) -> None:
    planned = planning.plan(cast.group1, "Later", by=cast.moss, segments=rooms.SEGMENTS)
    assert floor.arrive(planned, cast.member(cast.amina)) is None


def test_the_register_counts_those_without_a_phone(cast: Cast, session: Session) -> None:
    strangers = [cast.member(user).pk for user in (cast.amina, cast.carys, cast.moss)]
    assert floor.take_register(session, strangers, by=cast.moss) == 1
    assert session.seats.get().membership == cast.member(cast.amina)
    with pytest.raises(access.NotAllowed):
        floor.take_register(session, strangers, by=cast.amina)


def test_who_was_marked_by_mistake_is_not_here_but_who_has_spoken_was(cast: Cast, session: Session) -> None:
    amina, bilal = cast.member(cast.amina), cast.member(cast.bilal)
    floor.take_register(session, [amina.pk, bilal.pk], by=cast.moss)
    with pytest.raises(access.NotAllowed):
        floor.unseat(session, amina, by=cast.hale)
    floor.unseat(session, amina, by=cast.moss)
    assert [seat.membership for seat in session.seats.all()] == [bilal]
    floor.spoke(session, bilal, by=cast.moss)
    with pytest.raises(Refused, match="was here"):
        floor.unseat(session, bilal, by=cast.moss)
    assert session.seats.count() == 1


def test_the_meter_tells_who_has_not_spoken_and_for_how_long_nobody_new_has(cast: Cast, session: Session) -> None:
    for user in rooms.crowd(cast, 10):
        floor.arrive(session, cast.member(user))
    for user in (cast.amina, cast.bilal):
        floor.arrive(session, cast.member(user))
    start = session.started_at
    with clock.travel(start + timedelta(minutes=3)):
        floor.spoke(session, cast.member(cast.amina), by=cast.moss)
    with clock.travel(start + timedelta(minutes=9)):
        floor.spoke(session, cast.member(cast.amina), by=cast.moss)
        found = voices.of(session)
    assert found.words == "11 of 12 have not spoken yet."
    assert found.silence == "Nobody new for 6 minutes."
    assert found.in_part == 1


def test_in_a_new_part_the_voices_of_the_part_begin_again(cast: Cast, session: Session) -> None:
    floor.spoke(session, cast.member(cast.amina), by=cast.moss)
    with clock.travel(clock.now() + timedelta(minutes=1)):
        sessions.go_to(session.segments.all()[1], by=cast.moss)
        session.refresh_from_db()
        assert (voices.of(session).heard, voices.of(session).in_part) == (1, 0)


def test_a_hall_gets_no_list_of_names(cast: Cast, session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(voices, "LISTED", 1)
    assert voices.of(session).names == []


def test_a_voice_from_another_group_is_not_noted(cast: Cast, session: Session) -> None:
    with pytest.raises(access.NotAllowed):
        floor.spoke(session, cast.member(cast.carys), by=cast.moss)
    with pytest.raises(access.NotAllowed):
        floor.spoke(session, cast.member(cast.amina), by=cast.hale)


def test_a_voice_noted_by_mistake_is_taken_back_but_not_one_noted_before(cast: Cast, session: Session) -> None:
    amina = cast.member(cast.amina)
    floor.spoke(session, amina, by=cast.moss)
    slip = voices.of(session).slip
    assert slip is not None and slip.membership == amina
    with pytest.raises(access.NotAllowed):
        floor.take_back_voice(session, amina, by=cast.hale)
    floor.take_back_voice(session, amina, by=cast.moss)
    assert (voices.of(session).heard, voices.of(session).slip) == (0, None)
    for minutes in (1, 2):
        with clock.travel(clock.now() + timedelta(minutes=minutes)):
            floor.spoke(session, amina, by=cast.moss)
    with pytest.raises(Refused, match="cannot be taken back"):
        floor.take_back_voice(session, amina, by=cast.moss)
    assert (voices.of(session).heard, voices.of(session).slip) == (1, None)


# --- A pause ------------------------------------------------------------------------------------
def test_a_wish_for_a_pause_is_one_signal_and_names_nobody_in_the_record(cast: Cast, session: Session) -> None:
    for _ in range(2):
        floor.ask_for_pause(session, by=cast.amina)
    assert PauseSignal.objects.count() == 1
    entry = Entry.objects.get(action="pause_asked")
    assert (entry.actor, entry.summary) == ("A participant", "")
    floor.see_to_pause(PauseSignal.objects.get(), by=cast.moss)
    assert PauseSignal.objects.get().seen_at is not None
    assert Entry.objects.filter(action="pause_seen_to").exists()


def test_after_it_was_seen_to_a_pause_can_be_asked_again(cast: Cast, session: Session) -> None:
    floor.see_to_pause(floor.ask_for_pause(session, by=cast.amina), by=cast.moss)
    floor.ask_for_pause(session, by=cast.amina)
    assert PauseSignal.objects.filter(seen_at=None).count() == 1


@pytest.mark.parametrize("who", ["amina", "hale", "okoro", "outsider"])
def test_only_facilitators_see_to_it(cast: Cast, session: Session, who: str) -> None:
    signal = floor.ask_for_pause(session, by=cast.bilal)
    with pytest.raises(access.NotAllowed):
        floor.see_to_pause(signal, by=getattr(cast, who))


@pytest.mark.parametrize("who", ["carys", "okoro", "outsider"])
def test_strangers_cannot_ask(cast: Cast, session: Session, who: str) -> None:
    with pytest.raises(access.NotAllowed):
        floor.ask_for_pause(session, by=getattr(cast, who))


# --- At the end ---------------------------------------------------------------------------------
def test_the_end_keeps_counts_and_forgets_people(cast: Cast, session: Session) -> None:
    for user in (cast.amina, cast.bilal):
        floor.arrive(session, cast.member(user))
    floor.spoke(session, cast.member(cast.amina), by=cast.moss)
    seen, unseen = (floor.ask_for_pause(session, by=user) for user in (cast.amina, cast.bilal))
    floor.see_to_pause(seen, by=cast.moss)
    sessions.end(session, by=cast.moss)
    assert (session.attended, session.spoke) == (2, 1)
    assert not session.seats.exists() and not session.hands.exists()
    assert list(session.pauses.all()) == [unseen]  # somebody must still see to it
    with pytest.raises(Refused, match="has ended"):
        floor.spoke(session, cast.member(cast.amina), by=cast.moss)


def test_a_pause_that_nobody_saw_in_time_is_forgotten_once_seen_and_never_kept_for_good(
    cast: Cast, session: Session
) -> None:
    """That somebody could not bear it must not stay beside their name because a facilitator looked too late."""
    late, never = (floor.ask_for_pause(session, by=user) for user in (cast.amina, cast.bilal))
    sessions.end(session, by=cast.moss)
    for _ in range(2):
        floor.see_to_pause(late, by=cast.moss)
    assert list(PauseSignal.objects.all()) == [never]
    assert Entry.objects.filter(action="pause_seen_to").count() == 1
    retention.purge()
    assert PauseSignal.objects.exists()
    Consultation.objects.update(findings_published_at=clock.now() - timedelta(days=3000))
    retention.purge()
    assert not PauseSignal.objects.exists()
