from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from audit import clock
from audit.models import Entry
from consultations import access
from consultations.models import Stage
from consultations.record import public_record
from deliberation.models import Ballot, Session, Wave
from deliberation.polls import polling, voting
from deliberation.sessions import announcing, leading, planning, sessions
from people.errors import Refused
from people.text.dates import day
from tests.cast import Cast
from tests.deliberation import rooms
from tests.made_once import made_once

SignIn = Callable[[object], Client]


@made_once
def session(cast: Cast) -> Session:
    return rooms.plan(cast)


@made_once
def in_the_room(cast: Cast) -> tuple[Session, Wave]:
    return rooms.running(cast)


def test_planning_makes_agenda_polls_and_a_code(cast: Cast, session: Session) -> None:
    assert [s.title for s in session.segments.all()] == ["Welcome", "Cameras in your street", "What comes next"]
    assert session.minutes == 40
    assert session.waves.get().kind == Wave.Kind.PULSE
    assert len(session.code) == 9
    assert Entry.objects.filter(action="session_planned").exists()


def test_a_question_can_be_typed_or_given(cast: Cast) -> None:
    rooms.prepare(cast)
    typed = {"text": "And at night?", "options": ["Right", "Wrong"]}
    session = planning.plan(
        cast.group1, "Evening", by=cast.moss, segments=rooms.SEGMENTS, pulses=[typed, rooms.question(cast, "p_street")]
    )
    assert [str(w) for w in session.waves.all()] == ["And at night?", "A busy street: right or wrong?"]


@pytest.mark.parametrize("who", ["amina", "hale", "okoro", "reyes", "outsider"])
def test_only_facilitators_plan_and_lead(cast: Cast, who: str) -> None:
    user = getattr(cast, who)
    with pytest.raises(access.NotAllowed):
        planning.plan(cast.group1, "Evening", by=user, segments=rooms.SEGMENTS)
    session = rooms.plan(cast)
    for act in (
        lambda: sessions.start(session, by=user),
        lambda: sessions.go_to(session.segments.first(), by=user),
        lambda: sessions.end(session, by=user),
        lambda: sessions.introduce_fact(session, by=user, fact="A", source="B"),
        lambda: planning.add_pulse(session, rooms.PULSE, by=user),
    ):
        with pytest.raises(access.NotAllowed):
            act()


@pytest.mark.parametrize(
    ("title", "segments", "words"), [(" ", rooms.SEGMENTS, "a title"), ("Evening", [], "an agenda")]
)
def test_a_session_needs_a_title_and_an_agenda(cast: Cast, title: str, segments: list, words: str) -> None:
    with pytest.raises(Refused, match=words):
        planning.plan(cast.group1, title, by=cast.moss, segments=segments)


def test_an_unknown_key_is_refused(cast: Cast) -> None:
    rooms.prepare(cast)
    with pytest.raises(Refused, match="not there any more"):
        planning.plan(cast.group1, "Evening", by=cast.moss, segments=rooms.SEGMENTS, pulses=["nothing"])


def test_starting_shows_the_first_part_and_its_clock(cast: Cast, session: Session) -> None:
    version = session.version
    sessions.start(session, by=cast.moss)
    assert session.state == Session.State.LIVE
    assert session.segment == session.segments.first()
    assert session.segment_started_at is not None
    assert session.version > version
    assert Entry.objects.filter(action="session_started").exists()


def test_moving_on_raises_the_version(cast: Cast) -> None:
    session = sessions.start(rooms.plan(cast), by=cast.moss)
    version, second = session.version, session.segments.all()[1]
    moved = sessions.go_to(second, by=cast.moss)
    assert (moved.segment, moved.version) == (second, version + 1)
    assert Entry.objects.filter(action="session_moved").exists()


def test_a_session_that_is_not_running_does_not_move(cast: Cast, session: Session) -> None:
    with pytest.raises(Refused, match="Start the session first"):
        sessions.go_to(session.segments.first(), by=cast.moss)
    with pytest.raises(Refused, match="is not running"):
        sessions.end(session, by=cast.moss)


def test_a_session_starts_once(cast: Cast) -> None:
    session = sessions.start(rooms.plan(cast), by=cast.moss)
    with pytest.raises(Refused, match="started already"):
        sessions.start(session, by=cast.moss)


def test_ending_asks_before_it_closes_an_open_poll(cast: Cast, in_the_room: tuple[Session, Wave]) -> None:
    session, wave = in_the_room
    with pytest.raises(Refused, match="is still open, with 0 answers"):
        sessions.end(session, by=cast.moss)
    wave.refresh_from_db()
    session.refresh_from_db()
    assert (session.state, wave.state) == (Session.State.LIVE, Wave.State.OPEN)


def test_ending_closes_its_polls(cast: Cast, in_the_room: tuple[Session, Wave]) -> None:
    session, wave = in_the_room
    sessions.end(session, by=cast.moss, close_polls=True)
    wave.refresh_from_db()
    assert (session.state, wave.state) == (Session.State.ENDED, Wave.State.CLOSED)
    assert Entry.objects.filter(action="session_ended").exists()
    with pytest.raises(Refused, match="has ended"):
        planning.add_pulse(session, rooms.PULSE, by=cast.moss)


def test_a_closed_consultation_has_no_running_sessions(cast: Cast, session: Session) -> None:
    cast.at(Stage.ANALYSIS)
    session.refresh_from_db()
    with pytest.raises(Refused, match="has closed"):
        sessions.start(session, by=cast.moss)


def test_facts_are_noted_with_their_source(cast: Cast, in_the_room: tuple[Session, Wave]) -> None:
    session, _ = in_the_room
    sessions.introduce_fact(session, by=cast.moss, fact="Lists are deleted.", source="Policy 4.2", reaction="Surprise")
    assert session.facts.get().source == "Policy 4.2"
    assert Entry.objects.filter(action="fact_introduced").exists()
    note = {"by": cast.moss, "fact": "Lists are deleted.", "source": "Policy 4.2"}
    for said in ("All twelve said this convinced them.", "Most were surprised.", "Heron-42 cried."):
        with pytest.raises(Refused, match="Nobody was counted|somebody who takes part"):
            sessions.introduce_fact(session, **note, reaction=said)
    for field, said in (("fact", "Ring 07700 900123."), ("source", "jean@example.org"), ("reaction", "Ask PC Hale.")):
        with pytest.raises(Refused, match="The report prints it"):
            sessions.introduce_fact(session, **note | {field: said})
    figures = {"fact": "Most of 1,200 searches found nothing, 12 High Street above all.", "source": "example.org/stops"}
    sessions.introduce_fact(session, by=cast.moss, **figures)
    with pytest.raises(Refused, match="where the fact comes from"):
        sessions.introduce_fact(session, by=cast.moss, fact="A", source=" ")
    with pytest.raises(Refused, match="Write the fact"):
        sessions.introduce_fact(session, by=cast.moss, fact=" ", source="B")


def test_no_fact_was_put_to_a_room_that_never_was(cast: Cast) -> None:
    """It is printed with the method: a facilitator could have said anything to a session that nobody came to."""
    session = rooms.plan(cast)
    note = {"by": cast.moss, "fact": "Lists are deleted.", "source": "Policy 4.2"}
    with pytest.raises(Refused, match="while the session runs, or after one that people came to"):
        sessions.introduce_fact(session, **note)
    sessions.start(session, by=cast.moss)
    sessions.introduce_fact(session, **note)  # while it runs nobody knows who will be counted
    sessions.end(session, by=cast.moss)
    assert session.attended == 0
    with pytest.raises(Refused, match="while the session runs, or after one that people came to"):
        sessions.introduce_fact(session, **note)
    assert not session.facts_of_the_room
    Session.objects.filter(pk=session.pk).update(attended=6)
    ended = Session.objects.get(pk=session.pk)
    sessions.introduce_fact(ended, **note)
    assert len(ended.facts_of_the_room) == 2


def test_who_belongs_to_a_session(cast: Cast, session: Session) -> None:
    belonging = {
        who: leading.belongs(session, access.membership_of(getattr(cast, who), cast.consultation))
        for who in ["amina", "bilal", "moss", "hale", "carys", "okoro", "reyes", "outsider"]
    }
    assert belonging == {
        "amina": True, "bilal": True, "moss": True, "hale": True,
        "carys": False, "okoro": False, "reyes": False, "outsider": False,
    }  # fmt: skip


def test_a_plenary_has_the_people_of_all_its_groups(cast: Cast) -> None:
    session = planning.plan(cast.group1, "Plenary", by=cast.moss, also=[cast.group2], segments=rooms.SEGMENTS)
    assert leading.belongs(session, cast.member(cast.carys))
    assert session.names == "Group 1 and Group 2"


def test_nobody_belongs_to_a_session_of_another_consultation(cast: Cast, elsewhere: Cast, session: Session) -> None:
    for who in ("amina", "moss", "hale"):
        assert not leading.belongs(session, elsewhere.member(getattr(elsewhere, who)))


def test_a_plenary_cannot_borrow_a_group(cast: Cast, elsewhere: Cast) -> None:
    with pytest.raises(access.NotAllowed):
        planning.plan(cast.group1, "Plenary", by=cast.moss, also=[elsewhere.group1], segments=rooms.SEGMENTS)


def test_the_other_groups_vote_counts_in_a_plenary(cast: Cast) -> None:
    rooms.prepare(cast)
    session = planning.plan(
        cast.group1, "Plenary", by=cast.moss, also=[cast.group2], segments=rooms.SEGMENTS, pulses=["p_street"]
    )
    sessions.start(session, by=cast.moss)
    wave = polling.open_wave(session.waves.get(), by=cast.moss)
    question = wave.questions.get()
    for user in (cast.amina, cast.carys):
        voting.vote(wave, question, by=user, option_ids=[rooms.option(question, "Right")])
    assert Ballot.objects.filter(wave=wave).count() == 2


def test_going_where_one_is_already_does_not_start_the_clock_again(cast: Cast) -> None:
    session = sessions.start(rooms.plan(cast), by=cast.moss)
    since = session.segment_started_at
    again = sessions.go_to(session.segments.first(), by=cast.finch)
    assert again.segment_started_at == since
    assert session.runs.count() == 1


def test_each_part_is_kept_as_it_ran(cast: Cast, session: Session) -> None:
    first, second, _ = session.segments.all()
    at = clock.now()
    with clock.travel(at):
        sessions.start(session, by=cast.moss)
    with clock.travel(at + timedelta(minutes=12)):
        sessions.pause(session, by=cast.moss)
    with clock.travel(at + timedelta(minutes=17)):
        sessions.resume(session, by=cast.moss)
    with clock.travel(at + timedelta(minutes=20)):
        sessions.go_to(second, by=cast.moss)
    run = session.runs.get(segment=first)
    assert (run.ended_at - run.started_at, run.paused) == (timedelta(minutes=20), 300)
    assert session.segments.get(pk=first.pk).planned_minutes == 10


def test_moving_on_ends_a_break(cast: Cast) -> None:
    session = sessions.start(rooms.plan(cast), by=cast.moss)
    sessions.pause(session, by=cast.moss)
    with pytest.raises(Refused, match="has a break already"):
        sessions.pause(session, by=cast.finch)
    moved = sessions.go_to(session.segments.all()[1], by=cast.moss)
    assert moved.paused_at is None
    with pytest.raises(Refused, match="no break"):
        sessions.resume(session, by=cast.moss)


def test_an_ended_session_does_not_start_again(cast: Cast) -> None:
    session = sessions.start(rooms.plan(cast), by=cast.moss)
    sessions.end(session, by=cast.moss)
    with pytest.raises(Refused, match="has ended"):
        sessions.start(session, by=cast.moss)


def test_a_poll_of_a_room_is_opened_in_it_and_nowhere_else(cast: Cast, client_for: SignIn) -> None:
    """Not at home beforehand, by the page of polls or by the act, to be called off with its ballots; nor afterwards."""
    session = rooms.plan(cast)
    wave = session.waves.get()
    with pytest.raises(Refused, match="Start the session first"):
        polling.open_wave(wave, by=cast.moss)
    client_for(cast.moss).post(reverse("open_wave", args=[cast.consultation.slug, wave.pk]))
    wave.refresh_from_db()
    assert wave.is_planned
    sessions.start(session, by=cast.moss)
    sessions.end(session, by=cast.moss)
    with pytest.raises(Refused, match="has ended"):
        polling.open_wave(Wave.objects.get(pk=wave.pk), by=cast.moss)
    assert not Ballot.objects.exists()


@pytest.mark.parametrize("state", [Wave.State.OPEN, Wave.State.CLOSED])
def test_a_session_whose_poll_was_answered_is_not_called_off(cast: Cast, state: str) -> None:
    """As one that was opened before this was refused: its ballots would go with it."""
    session = rooms.plan(cast)
    session.waves.update(state=state)
    with pytest.raises(Refused, match="answers would go with it"):
        planning.call_off(session, by=cast.moss)
    assert Session.objects.filter(pk=session.pk).exists()


def test_only_what_never_began_is_called_off(cast: Cast) -> None:
    session = sessions.start(rooms.plan(cast), by=cast.moss)
    with pytest.raises(Refused, match="has begun"):
        planning.call_off(session, by=cast.moss)
    other = planning.plan(cast.group1, "Later", by=cast.moss, segments=rooms.SEGMENTS)
    planning.call_off(other, by=cast.moss)
    assert list(Session.objects.all()) == [session]
    assert Entry.objects.filter(action="session_called_off").exists()


def test_a_recording_is_not_put_in_once_people_have_come(cast: Cast, in_the_room: tuple[Session, Wave]) -> None:
    """They were asked, or not, as they came in; the report says what they agreed to."""
    session, _ = in_the_room
    assert session.recording == Session.Recording.NONE
    with pytest.raises(Refused, match="without being asked about a recording"):
        planning.change_session(session, by=cast.moss, title="A", recording=Session.Recording.AUDIO)
    planning.change_session(session, by=cast.moss, title="A", recording=Session.Recording.NONE)


def test_a_meeting_that_nobody_held_does_not_stand_there_as_if_it_had_been(cast: Cast) -> None:
    """Announced and then not held, or called off: people who came to a locked door can show that it was announced."""
    rooms.prepare(cast)
    day_of_it = clock.now() + timedelta(days=5)
    held, off = (
        planning.plan(cast.group1, title, by=cast.moss, segments=rooms.SEGMENTS, starts_at=day_of_it)
        for title in ("First", "Second")
    )
    assert announcing.NOTHING not in str(announcing.public_rows(cast.consultation))
    with clock.travel(clock.now() + timedelta(days=1)):
        planning.call_off(off, by=cast.moss)
    entry = Entry.objects.get(action="session_called_off")
    assert public_record.public_entry(entry)["summary"] == f"{day(day_of_it)}, Group 1", "nor its title: staff's words"
    with clock.travel(day_of_it + timedelta(days=1)):
        called_off, other = sorted(row["value"] for row in announcing.public_rows(cast.consultation))
        assert "Called off on" in called_off and other.endswith(announcing.NOTHING)
        sessions.start(held, by=cast.moss)
        assert any(row["value"].endswith("It is running.") for row in announcing.public_rows(cast.consultation))


def test_a_phone_that_waits_past_the_hour_is_not_told_that_it_starts_in_the_past(
    cast: Cast, session: Session, client_for: SignIn
) -> None:
    amina, phone = client_for(cast.amina), reverse("live", args=[session.code])
    for minutes, said, other in [(10, "It starts on", "was to start"), (-10, "It was to start on", "It starts on")]:
        Session.objects.update(starts_at=clock.now() + timedelta(minutes=minutes))
        page = amina.get(phone).content.decode()
        assert said in page and other not in page and "Keep this page open" in page
