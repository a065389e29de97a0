"""A facilitator's notes on a live session: private, saved as they are typed, and put into a discussion if wanted."""

from django.db import transaction
from django.db.models import QuerySet

from audit import clock
from consultations import access
from consultations.access import Do
from consultations.models import Membership
from deliberation.discussion import discussion
from deliberation.models import Contribution, Session, SessionNote, Thread
from deliberation.sessions.leading import note as record_note
from people.errors import Refused
from people.models import Person
from people.text.sanitising import plain


class Elsewhere(Refused):
    """Newer ones were saved from another window meanwhile."""


def of(session: Session, member: Membership) -> SessionNote:
    """The facilitator's own notes (unsaved while there are none)."""
    return session.notes.filter(author=member).first() or SessionNote(session=session, author=member)


def of_others(session: Session, member: Membership) -> list[SessionNote]:
    """What the other facilitators noted: they share the room."""
    return list(session.notes.exclude(author=member).exclude(body="").select_related("author__user"))


@transaction.atomic
def save(session: Session, body: str, *, by: Person, revision: int) -> SessionNote:
    """Keep the notes. `revision` is the one that was opened: newer ones, from another window, are not written over."""
    member = access.require_role(by, session.consultation, Do.RUN_SESSION)
    Session.objects.select_for_update(no_key=True).get(pk=session.pk)
    found = of(session, member)
    body = plain(body)
    if len(body) > SessionNote.MAX_LENGTH:
        raise Refused(f"Notes hold {SessionNote.MAX_LENGTH:,} characters. Put some of them into the discussion first.")
    if found.body == body:
        return found
    if found.revision != revision:
        raise Elsewhere("You changed these notes in another window. Press Save: you then see both.")
    found.body, found.revision, found.saved_at = body, found.revision + 1, clock.now()
    found.save()
    if found.revision == 1:  # once, not with every pause in typing
        record_note("notes_begun", member, session)
    return found


@transaction.atomic
def put_into(thread: Thread, session: Session, *, by: Person, body: str, key: str = "") -> Contribution:
    """Say the notes in a discussion, as a facilitator's note. Everybody who reads the thread can read it then."""
    if thread not in threads_for(session):
        raise access.NotAllowed("note where the session does not belong")
    said = discussion.add_note(thread, body, by=by, key=key)
    member = said.membership
    SessionNote.objects.filter(session=session, author=member).update(body="", saved_at=clock.now())
    record_note("notes_put_into_discussion", member, session)
    return said


def threads_for(session: Session, among: QuerySet[Thread] | None = None) -> list[Thread]:
    """Where words of this session can go: the threads of its groups, and the open ones; the present prompt's first."""
    groups = [group.pk for group in session.groups]
    threads = Thread.objects.all() if among is None else among
    threads = threads.filter(area__consultation=session.consultation_id, closed_at=None)
    threads = threads.select_related("area", "group")
    mine = [thread for thread in threads if thread.group_id is None or thread.group_id in groups]
    prompt = session.segment.prompt if session.segment else None
    return sorted(mine, key=lambda thread: not (prompt and thread.title == prompt.question))
