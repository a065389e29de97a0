from datetime import timedelta

import pytest

from audit import clock
from audit.models import Entry
from consultations import access
from consultations.models import Prompt
from deliberation.models import AgendaSegment, Session
from deliberation.sessions import agenda, apart, planning, sessions, timing
from people.errors import Refused
from tests.cast import Cast
from tests.deliberation import rooms
from tests.made_once import made_once

PART = {"title": "Cards", "minutes": 15, "kind": "cards", "text": "One card each."}


@made_once
def session(cast: Cast) -> Session:
    return rooms.plan(cast)


def titles(session: Session) -> list[str]:
    return [part.title for part in session.segments.all()]


def test_a_part_is_added_at_the_end_or_after_another(cast: Cast, session: Session) -> None:
    agenda.add(session, PART, by=cast.moss)
    agenda.add(session, {**PART, "title": "Second"}, by=cast.moss, after=session.segments.first())
    assert titles(session) == ["Welcome", "Second", "Cameras in your street", "What comes next", "Cards"]
    assert session.segments.last().text == "One card each."
    assert Entry.objects.filter(action="agenda_added").count() == 2


def test_parts_move_up_and_down_and_stop_at_the_ends(cast: Cast, session: Session) -> None:
    first, second, last = session.segments.all()
    agenda.move(second, -1, by=cast.moss)
    assert titles(session)[0] == second.title
    agenda.move(second, -1, by=cast.moss)
    agenda.move(last, 1, by=cast.moss)
    assert titles(session) == [second.title, first.title, last.title]


def test_a_part_is_changed_also_while_the_session_runs(cast: Cast, session: Session) -> None:
    sessions.start(session, by=cast.moss)
    version = session.version
    prompt = Prompt.objects.filter(area__consultation=cast.consultation).first()
    agenda.change(session.segments.all()[1], {**PART, "prompt": prompt}, by=cast.moss)
    session.refresh_from_db()
    changed = session.segments.all()[1]
    assert (changed.title, changed.minutes, changed.prompt) == ("Cards", 15, prompt)
    assert session.version > version
    assert changed.planned_minutes == 25  # what was planned stays for the summary


def test_minutes_are_given_and_taken_but_never_below_one(cast: Cast, session: Session) -> None:
    first = session.segments.first()
    assert agenda.give_minutes(first, 5, by=cast.moss).minutes == 15
    assert agenda.give_minutes(first, -60, by=cast.moss).minutes == 1


def test_what_was_run_and_the_last_part_stay(cast: Cast, session: Session) -> None:
    sessions.start(session, by=cast.moss)
    with pytest.raises(Refused, match="has been run already"):
        agenda.remove(session.segments.first(), by=cast.moss)
    for part in session.segments.all()[1:]:
        if part.planned_talk:  # else it is hidden that people were never asked: the report names what was not reached
            with pytest.raises(Refused, match="Skip it"):
                agenda.remove(part, by=cast.moss)
            agenda.change(part, {"kind": "break", "title": "A break"}, by=cast.moss)
            with pytest.raises(Refused, match="Skip it"):
                agenda.remove(AgendaSegment.objects.get(pk=part.pk), by=cast.moss)
        else:
            agenda.remove(part, by=cast.moss)
    assert titles(session) == ["Welcome", *apart.not_reached(Session.objects.get(pk=session.pk))]
    assert len(titles(session)) > 1
    other = planning.plan(cast.group1, "Short", by=cast.moss, segments=[PART])
    with pytest.raises(Refused, match="at least one part"):
        agenda.remove(other.segments.get(), by=cast.moss)


def test_a_poll_of_a_removed_part_waits_without_one(cast: Cast, session: Session) -> None:
    wave, part = session.waves.get(), session.segments.all()[1]
    planning.attach(wave, part, by=cast.moss)
    agenda.remove(part, by=cast.moss)
    wave.refresh_from_db()
    assert wave.segment is None


def test_nothing_comes_in_from_elsewhere(cast: Cast, elsewhere: Cast, session: Session) -> None:
    rooms.prepare(elsewhere)
    foreign = Prompt.objects.filter(area__consultation=elsewhere.consultation).first()
    for spec in ({"prompt": foreign}, {"poll": rooms.wave(elsewhere, "before")}):
        with pytest.raises(access.NotAllowed):
            agenda.add(session, {**PART, **spec}, by=cast.moss)
    other = planning.plan(cast.group2, "Other", by=cast.moss, segments=[PART])
    with pytest.raises(access.NotAllowed):
        planning.attach(session.waves.get(), other.segments.get(), by=cast.moss)


@pytest.mark.parametrize("minutes", [-1, 481])
def test_minutes_make_sense(cast: Cast, session: Session, minutes: int) -> None:
    with pytest.raises(Refused, match="between 1 and 480"):
        agenda.add(session, {**PART, "minutes": minutes}, by=cast.moss)


@pytest.mark.parametrize("who", ["amina", "hale", "okoro", "outsider"])
def test_only_facilitators_change_the_agenda(cast: Cast, session: Session, who: str) -> None:
    user, part = getattr(cast, who), session.segments.first()
    for act in (
        lambda: agenda.add(session, PART, by=user), lambda: agenda.change(part, PART, by=user),
        lambda: agenda.move(part, 1, by=user), lambda: agenda.remove(part, by=user),
        lambda: agenda.give_minutes(part, 5, by=user), lambda: planning.call_off(session, by=user),
        lambda: planning.change_session(session, by=user, title="Mine"),
        lambda: planning.attach(session.waves.get(), part, by=user),
    ):  # fmt: skip
        with pytest.raises(access.NotAllowed):
            act()


def test_an_ended_session_keeps_its_agenda(cast: Cast, session: Session) -> None:
    sessions.end(sessions.start(session, by=cast.moss), by=cast.moss)
    with pytest.raises(Refused, match="has ended"):
        agenda.add(session, PART, by=cast.moss)
    with pytest.raises(Refused, match="stays as it was"):
        planning.change_session(session, by=cast.moss, title="New")


def test_groups_are_fixed_once_it_runs(cast: Cast, session: Session) -> None:
    planning.change_session(session, by=cast.moss, title="Plenary", also=[cast.group2])
    assert session.names == "Group 1 and Group 2"
    sessions.start(session, by=cast.moss)
    with pytest.raises(Refused, match="can no longer be changed"):
        planning.change_session(session, by=cast.moss, title="Plenary", also=[])
    planning.change_session(session, by=cast.moss, title="Renamed", place="Library")
    assert (session.title, session.place) == ("Renamed", "Library")


# --- Time ---------------------------------------------------------------------------------------
def at(session: Session, minutes: float) -> timing.Timing:
    assert session.started_at is not None
    with clock.travel(session.started_at + timedelta(minutes=minutes)):
        session.refresh_from_db()
        found = timing.of(session)
    assert found is not None
    return found


def test_the_clock_tells_what_is_left_and_turns_to_words(cast: Cast, session: Session) -> None:
    sessions.start(session, by=cast.moss)
    assert (at(session, 4).words, at(session, 4).tone) == ("6 minutes left in this part", "calm")
    assert at(session, 8.5).tone == "soon"
    assert at(session, 13).words == "3 minutes over. Move on, or give this part more minutes."
    assert at(session, 13).tone == "late"


def test_the_figures_of_the_clock_are_what_is_left_as_in_the_words(cast: Cast, session: Session) -> None:
    sessions.start(session, by=cast.moss)
    assert [at(session, minutes).shown for minutes in (0, 4, 12.5)] == ["10:00", "6:00", "+2:30"]


def test_the_whole_runs_behind_with_a_part_and_is_caught_up_by_shortening(cast: Cast, session: Session) -> None:
    sessions.start(session, by=cast.moss)
    assert at(session, 4).behind_words == "On time"
    assert at(session, 14).behind_words == "4 minutes behind"
    agenda.give_minutes(session.segments.all()[1], -10, by=cast.moss)
    assert at(session, 14).behind_words == "6 minutes ahead"


def test_a_break_stops_the_clock_of_the_part_but_not_the_evening(cast: Cast, session: Session) -> None:
    sessions.start(session, by=cast.moss)
    with clock.travel(session.started_at + timedelta(minutes=5)):
        sessions.pause(session, by=cast.moss)
    now = at(session, 12)
    assert (now.elapsed, now.on_break, now.behind) == (300, 420, 7)


def test_what_is_too_long_is_refused_whole(cast: Cast, session: Session) -> None:
    for field, most in (("title", 160), ("text", 500)):
        with pytest.raises(Refused, match=f"The most is {most}: take out 3"):
            agenda.add(session, {**PART, field: "x" * (most + 3)}, by=cast.moss)
        agenda.add(session, {**PART, field: "x" * most}, by=cast.moss)
    with pytest.raises(Refused, match="take out 40"):
        planning.change_session(session, by=cast.moss, title="x" * 200)
