"""What every room of a live session shares: who is in it, who leads it, and how a change is told."""

from audit.record import record
from consultations import access
from consultations.access import Do
from consultations.models import Membership, Role
from deliberation.live import publish
from deliberation.models import Session
from people.errors import Refused
from people.models import Person

S = Session.State


def belongs(session: Session, member: Membership | None) -> bool:
    """True for participants of its groups, and for facilitators and oversight of its consultation. Never for police."""
    if member is None or member.consultation_id != session.consultation_id:
        return False
    if member.role == Role.PARTICIPANT:
        return session.admits(member.group_id)
    return member.role in Do.SEE_SESSIONS.roles


def led_by(session: Session, by: Person, do: Do = Do.RUN_SESSION) -> tuple[Membership, Session]:
    """Who leads, and the session as it is now, locked: two facilitators act one after the other."""
    member = access.require(by, session.consultation, do)
    return member, locked(session)


def locked(session: Session) -> Session:
    """The session as it is now. Lock it before a wave or the record, always: that order cannot deadlock."""
    now = Session.objects.select_for_update(no_key=True).get(pk=session.pk)
    now.consultation = session.consultation
    return now


def require_live(session: Session) -> None:
    if session.state != S.LIVE:
        raise Refused("Start the session first." if session.state == S.PLANNED else "This session has ended.")


def set_fields(session: Session, **fields: object) -> None:
    """Write, tell everybody in the room, and bring `session` up to date."""
    Session.objects.filter(pk=session.pk).update(**fields)
    publish.session_changed(session.pk)
    session.refresh_from_db()


def note(action: str, member: Membership | None, session: Session, summary: str = "", **detail: object) -> None:
    """One line in the record: what a facilitator did, never what a participant said or who spoke."""
    record(action, actor=member, subject=session, consultation=session.consultation.slug, summary=summary, **detail)


class Somebody:
    """A participant who acts in a room and whose name the record must not keep."""

    audit_name = "A participant"
    audit_role = str(Role.PARTICIPANT)


def note_of_somebody(action: str, session: Session) -> None:
    record(action, actor=Somebody(), subject=session, consultation=session.consultation.slug)
