import pytest

from audit.models import Entry
from consultations import access
from consultations.models import Stage
from deliberation import sessions
from deliberation.models import Session, Wave
from people.errors import Refused
from tests.cast import Cast
from tests.deliberation import rooms


def test_planning_makes_agenda_polls_and_a_code(cast: Cast) -> None:
    session = rooms.plan(cast)
    assert [s.title for s in session.segments.all()] == ["Welcome", "Cameras in your street", "What comes next"]
    assert session.minutes == 40
    assert session.waves.get().kind == Wave.Kind.PULSE
    assert len(session.code) == 9
    assert Entry.objects.filter(action="session_planned").exists()


def test_a_question_can_be_typed_or_given(cast: Cast) -> None:
    rooms.prepare(cast)
    typed = {"text": "And at night?", "options": ["Right", "Wrong"]}
    session = sessions.plan(
        cast.group1, "Evening", by=cast.moss, segments=rooms.SEGMENTS, pulses=[typed, rooms.question(cast, "p_street")]
    )
    assert [str(w) for w in session.waves.all()] == ["And at night?", "A busy street: right or wrong?"]


@pytest.mark.parametrize("who", ["amina", "hale", "okoro", "reyes", "outsider"])
def test_only_facilitators_plan_and_lead(cast: Cast, who: str) -> None:
    user = getattr(cast, who)
    with pytest.raises(access.NotAllowed):
        sessions.plan(cast.group1, "Evening", by=user, segments=rooms.SEGMENTS)
    session = rooms.plan(cast)
    for act in (
        lambda: sessions.start(session, by=user),
        lambda: sessions.go_to(session.segments.first(), by=user),
        lambda: sessions.end(session, by=user),
        lambda: sessions.introduce_fact(session, by=user, fact="A", source="B"),
        lambda: sessions.add_pulse(session, rooms.PULSE, by=user),
    ):
        with pytest.raises(access.NotAllowed):
            act()


@pytest.mark.parametrize(
    ("title", "segments", "words"), [(" ", rooms.SEGMENTS, "a title"), ("Evening", [], "an agenda")]
)
def test_a_session_needs_a_title_and_an_agenda(cast: Cast, title: str, segments: list, words: str) -> None:
    with pytest.raises(Refused, match=words):
        sessions.plan(cast.group1, title, by=cast.moss, segments=segments)


def test_an_unknown_key_is_refused(cast: Cast) -> None:
    rooms.prepare(cast)
    with pytest.raises(Refused, match="not there any more"):
        sessions.plan(cast.group1, "Evening", by=cast.moss, segments=rooms.SEGMENTS, pulses=["nothing"])


def test_starting_shows_the_first_part_and_its_clock(cast: Cast) -> None:
    session = rooms.plan(cast)
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


def test_a_session_that_is_not_running_does_not_move(cast: Cast) -> None:
    session = rooms.plan(cast)
    with pytest.raises(Refused, match="Start the session first"):
        sessions.go_to(session.segments.first(), by=cast.moss)
    with pytest.raises(Refused, match="is not running"):
        sessions.end(session, by=cast.moss)


def test_a_session_starts_once(cast: Cast) -> None:
    session = sessions.start(rooms.plan(cast), by=cast.moss)
    with pytest.raises(Refused, match="started already"):
        sessions.start(session, by=cast.moss)


def test_ending_closes_its_polls(cast: Cast) -> None:
    session, wave = rooms.running(cast)
    sessions.end(session, by=cast.moss)
    wave.refresh_from_db()
    assert (session.state, wave.state) == (Session.State.ENDED, Wave.State.CLOSED)
    assert Entry.objects.filter(action="session_ended").exists()
    with pytest.raises(Refused, match="has ended"):
        sessions.add_pulse(session, rooms.PULSE, by=cast.moss)


def test_a_closed_consultation_has_no_running_sessions(cast: Cast) -> None:
    session = rooms.plan(cast)
    cast.at(Stage.ANALYSIS)
    session.refresh_from_db()
    with pytest.raises(Refused, match="has closed"):
        sessions.start(session, by=cast.moss)


def test_facts_are_noted_with_their_source(cast: Cast) -> None:
    session, _ = rooms.running(cast)
    sessions.introduce_fact(session, by=cast.moss, fact="Lists are deleted.", source="Policy 4.2", reaction="Surprise")
    assert session.facts.get().source == "Policy 4.2"
    assert Entry.objects.filter(action="fact_introduced").exists()
    with pytest.raises(Refused, match="where the fact comes from"):
        sessions.introduce_fact(session, by=cast.moss, fact="A", source=" ")
    with pytest.raises(Refused, match="Write the fact"):
        sessions.introduce_fact(session, by=cast.moss, fact=" ", source="B")


def test_who_belongs_to_a_session(cast: Cast) -> None:
    session = rooms.plan(cast)
    belonging = {
        who: sessions.belongs(session, access.membership_of(getattr(cast, who), cast.consultation))
        for who in ["amina", "bilal", "moss", "hale", "carys", "okoro", "reyes", "outsider"]
    }
    assert belonging == {
        "amina": True, "bilal": True, "moss": True, "hale": True,
        "carys": False, "okoro": False, "reyes": False, "outsider": False,
    }  # fmt: skip
