import pytest

from audit.models import Entry
from consultations import access
from deliberation.discussion import discussion
from deliberation.models import Contribution, Session, SessionNote, Thread
from deliberation.sessions import notes, sessions
from people.errors import Refused
from tests.cast import Cast
from tests.deliberation import rooms
from tests.made_once import made_once


@made_once
def session(cast: Cast) -> Session:
    return sessions.start(rooms.plan(cast), by=cast.moss)


def test_notes_are_saved_and_the_record_does_not_hold_them(cast: Cast, session: Session) -> None:
    notes.save(session, "Quiet at the back.", by=cast.moss, revision=0)
    saved = notes.save(session, "Quiet at the back. Then not.", by=cast.moss, revision=1)
    assert (saved.body, saved.revision) == ("Quiet at the back. Then not.", 2)
    entry = Entry.objects.get(action="notes_begun")
    assert "Quiet" not in f"{entry.summary} {entry.detail}"


def test_an_older_window_does_not_write_over_a_newer_one(cast: Cast, session: Session) -> None:
    notes.save(session, "Newer.", by=cast.moss, revision=0)
    with pytest.raises(Refused, match="another window"):
        notes.save(session, "Older.", by=cast.moss, revision=0)
    assert SessionNote.objects.get().body == "Newer."


def test_saving_the_same_twice_is_harmless(cast: Cast, session: Session) -> None:
    notes.save(session, "Once.", by=cast.moss, revision=0)
    assert notes.save(session, "Once.", by=cast.moss, revision=0).revision == 1


def test_each_facilitator_has_notes_and_reads_the_others(cast: Cast, session: Session) -> None:
    notes.save(session, "By Moss.", by=cast.moss, revision=0)
    notes.save(session, "By Finch.", by=cast.finch, revision=0)
    assert [note.body for note in notes.of_others(session, cast.member(cast.moss))] == ["By Finch."]


def test_notes_have_a_length(cast: Cast, session: Session) -> None:
    with pytest.raises(Refused, match="4,000 characters"):
        notes.save(session, "x" * 4001, by=cast.moss, revision=0)


@pytest.mark.parametrize("who", ["amina", "hale", "okoro", "reyes", "outsider"])
def test_only_facilitators_keep_notes(cast: Cast, session: Session, who: str) -> None:
    with pytest.raises(access.NotAllowed):
        notes.save(session, "Mine.", by=getattr(cast, who), revision=0)


def test_notes_become_a_facilitators_note_in_the_groups_thread(cast: Cast, session: Session) -> None:
    discussion.open_threads(cast.consultation, by=cast.moss)
    notes.save(session, "People asked for signs.", by=cast.moss, revision=0)
    thread = Thread.objects.filter(group=cast.group1).first()
    said = notes.put_into(thread, session, by=cast.moss, body="People asked for signs.", key="k1")
    again = notes.put_into(thread, session, by=cast.moss, body="People asked for signs.", key="k1")
    assert said == again
    assert said.source_kind == Contribution.Source.FACILITATOR_NOTE
    assert SessionNote.objects.get().body == ""
    assert Entry.objects.filter(action="notes_put_into_discussion").exists()


def test_notes_go_only_where_the_session_belongs(cast: Cast, elsewhere: Cast, session: Session) -> None:
    for one in (cast, elsewhere):
        discussion.open_threads(one.consultation, by=one.moss)
    for group in (elsewhere.group1, cast.group2):
        foreign = Thread.objects.filter(group=group).first()
        with pytest.raises(access.NotAllowed):
            notes.put_into(foreign, session, by=cast.moss, body="People asked for signs.")
    assert {thread.group for thread in notes.threads_for(session)} <= {cast.group1, None}
