"""What a live session holds about a person: theirs to see, gone with them; notes on it are kept for a while only."""

from datetime import timedelta

import pytest

from audit import clock
from deliberation.models import Hand, PauseSignal, Seat, Session, SessionNote
from deliberation.sessions import floor, notes, raised_hands, sessions
from deliberation.sessions.privacy import blank_notes, in_the_room, old_notes
from people.privacy import erasing
from tests.cast import Cast
from tests.deliberation import rooms
from tests.made_once import made_once

pytestmark = pytest.mark.django_db


@made_once
def session(cast: Cast) -> Session:
    session = sessions.start(rooms.plan(cast), by=cast.moss)
    for user in (cast.amina, cast.bilal):
        raised_hands.raise_hand(session, by=user, topic="Signs at the station")
        floor.ask_for_pause(session, by=user)
    return session


def test_a_person_sees_the_own_rows_and_nobody_elses(cast: Cast, session: Session) -> None:
    rows = list(in_the_room(cast.amina))
    assert len(rows) == 3
    assert {"Signs at the station"} == {row["Topic"] for row in rows if "Topic" in row}
    assert list(in_the_room(cast.carys)) == []


def test_erasing_an_account_takes_the_person_out_of_the_room(cast: Cast, session: Session) -> None:
    erasing.erase(cast.amina)
    for model in (Seat, Hand, PauseSignal):
        assert model.objects.count() == 1
    assert raised_hands.waiting(session)[0].membership.user == cast.bilal


def test_notes_go_when_the_words_of_the_consultation_go(cast: Cast, session: Session) -> None:
    notes.save(session, "Said at the back.", by=cast.moss, revision=0)
    now = clock.now()
    assert not old_notes(now).exists()
    cast.consultation.findings_published_at = now
    cast.consultation.stage = "follow_up"
    cast.consultation.save()
    assert not old_notes(now + timedelta(days=700)).exists()
    due = old_notes(now + timedelta(days=740))
    assert due.count() == 1
    assert blank_notes(due) == 1
    assert SessionNote.objects.get().body == ""
