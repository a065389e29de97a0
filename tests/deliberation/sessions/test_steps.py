import pytest

from audit.models import Entry
from consultations import access
from deliberation.models import Session, Wave
from deliberation.polls import polling
from deliberation.sessions import planning, sessions, steps
from people.errors import Refused
from tests.cast import Cast
from tests.deliberation import rooms
from tests.made_once import made_once


@made_once
def session(cast: Cast) -> Session:
    """Three parts; the poll belongs to the second."""
    session = rooms.plan(cast)
    planning.attach(session.waves.get(), session.segments.all()[1], by=cast.moss)
    return session


def press(session: Session, cast: Cast, back: bool = False) -> str:
    """One press; the step it took."""
    session.refresh_from_db()
    step = steps.step_back(session) if back else steps.next_step(session)
    assert step is not None
    assert steps.press(session, by=cast.moss, seen=steps.key(session), back=back)
    return step.do


def test_a_clicker_goes_through_the_whole_session(cast: Cast, session: Session) -> None:
    assert [press(session, cast) for _ in range(5)] == ["start", "go", "open", "close", "go"]
    assert steps.next_step(session) is None
    with pytest.raises(Refused, match="That was the last part"):
        steps.press(session, by=cast.moss, seen=steps.key(session))
    session.refresh_from_db()
    assert session.state == Session.State.LIVE  # a clicker never ends a session


def test_back_goes_to_the_part_before_and_opens_no_poll_again(cast: Cast, session: Session) -> None:
    for _ in range(4):
        press(session, cast)
    assert press(session, cast, back=True) == "go"
    assert session.segment == session.segments.first()
    assert session.waves.get().state == Wave.State.CLOSED
    assert [press(session, cast) for _ in range(2)] == ["go", "go"]


def test_the_same_press_twice_is_one_step(cast: Cast, session: Session) -> None:
    press(session, cast)
    seen = steps.key(session)
    assert steps.press(session, by=cast.moss, seen=seen) is True
    assert steps.press(session, by=cast.finch, seen=seen) is False
    session.refresh_from_db()
    assert session.segment == session.segments.all()[1]


def test_a_poll_opened_on_the_console_changes_the_step(cast: Cast, session: Session) -> None:
    press(session, cast)
    seen = steps.key(session)
    polling.open_wave(session.waves.get(), by=cast.moss)
    assert steps.press(session, by=cast.moss, seen=seen) is False
    assert press(session, cast) == "close"


def test_the_first_press_on_a_blank_screen_shows_the_session_again(cast: Cast, session: Session) -> None:
    press(session, cast)
    steps.show(session, Session.Screen.BLANK, by=cast.moss)
    assert press(session, cast) == "look"
    assert (session.screen, session.segment) == (Session.Screen.FOLLOW, session.segments.first())


def test_there_is_nothing_before_the_first_part(cast: Cast, session: Session) -> None:
    press(session, cast)
    with pytest.raises(Refused, match="first part"):
        steps.press(session, by=cast.moss, seen=steps.key(session), back=True)


def test_the_screen_cannot_show_tables_that_are_not_there(cast: Cast, session: Session) -> None:
    with pytest.raises(Refused, match="Make tables first"):
        steps.show(session, Session.Screen.TABLES, by=cast.moss)
    with pytest.raises(Refused, match="does not know"):
        steps.show(session, "nonsense", by=cast.moss)


def test_what_the_screen_shows_is_stored_and_recorded(cast: Cast, session: Session) -> None:
    version = session.version
    steps.show(session, Session.Screen.BLANK, by=cast.moss)
    steps.set_light(session, True, by=cast.moss)
    session.refresh_from_db()
    assert (session.screen, session.screen_is_light, session.version > version) == (Session.Screen.BLANK, True, True)
    assert Entry.objects.filter(action="screen_changed").count() == 2


@pytest.mark.parametrize("who", ["amina", "hale", "okoro", "outsider"])
def test_only_facilitators_drive(cast: Cast, session: Session, who: str) -> None:
    user = getattr(cast, who)
    for act in (
        lambda: steps.press(session, by=user, seen=steps.key(session)),
        lambda: steps.show(session, Session.Screen.BLANK, by=user), lambda: steps.set_light(session, True, by=user),
    ):  # fmt: skip
        with pytest.raises(access.NotAllowed):
            act()
    session.refresh_from_db()
    assert session.state == Session.State.PLANNED


def test_a_facilitator_of_another_consultation_does_not_drive(cast: Cast, elsewhere: Cast, session: Session) -> None:
    with pytest.raises(access.NotAllowed):
        sessions.start(session, by=elsewhere.moss)
    with pytest.raises(access.NotAllowed):
        steps.press(session, by=elsewhere.moss, seen=steps.key(session))
