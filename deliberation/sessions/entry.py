"""The door of a session: which code opens it, for how long, and who comes in.

A code lets newcomers in while the session is live, and from a day before it is planned to start. Who belongs to the
session goes in and out at any time, also with a code that was renewed since.
"""

from datetime import timedelta
from typing import Any

from django.core.cache import cache
from django.db import transaction
from django.http import HttpRequest

from audit import clock
from consultations.access import Do
from consultations.consultation import next_step
from consultations.joining import coming
from consultations.joining.typed_codes import tidy
from consultations.models import Group
from deliberation.models import RetiredCode, Session
from deliberation.models.sessions import new_session_code
from deliberation.sessions.leading import S, led_by, note, set_fields
from people import limits
from people.errors import Refused
from people.models import Person, User

EARLY = timedelta(hours=24)
TRUSTED_FOR = 3 * 3600  # seconds after the console was last open
CROWDED = 2  # a group takes twice the people it hopes for, then it is full


# --- Codes ---------------------------------------------------------------------------------------
def session_of(code: str) -> Session | None:
    """The session a code stands or once stood for, however it was typed."""
    typed = tidy(code)
    sessions = Session.objects.select_related("consultation", "segment", "group")
    return sessions.filter(code=typed).first() or sessions.filter(retired_codes__code=typed).first()


def opens(session: Session, code: str) -> bool:
    """True when this code lets newcomers in now."""
    if session.code != tidy(code) or not next_step.joining_possible(session.consultation):
        return False
    if session.state == S.LIVE:
        return True
    return session.state == S.PLANNED and session.starts_at is not None and abs(clock.now() - session.starts_at) < EARLY


@transaction.atomic
def renew_code(session: Session, *, by: Person) -> Session:
    """A new code on the wall; the old one lets nobody in any more."""
    member, now = led_by(session, by, Do.PLAN_SESSION)
    if now.state == S.ENDED:
        raise Refused("This session has ended, so its code lets nobody in.")
    RetiredCode.objects.create(session=session, code=now.code)
    set_fields(session, code=new_session_code())
    note("session_code_renewed", member, session, session.title)
    return session


# --- Coming in -----------------------------------------------------------------------------------
def group_to_enter(session: Session) -> Group:
    """The group a newcomer with the code off the wall belongs to. Raises Refused where all are full.

    Where an open wall is part of the session, the code leads there and to no recruited group: their people have
    invitations. Of several groups the one with the fewest people.
    """
    people = {group: group.members.current().participants().count() for group in wall_groups(session)}
    free = [group for group in people if not group.target_size or people[group] < CROWDED * group.target_size]
    if not free:
        raise Refused("This session is full. Speak to the facilitator: somebody may have made room.")
    return min(free, key=lambda group: people[group])


@transaction.atomic
def come_in(session: Session, **how: Any) -> User:
    """Join a group of the session, or wait at its door. Raises Refused when it is full, and as `coming` does."""
    pks = [group.pk for group in session.groups]
    list(Group.objects.select_for_update(no_key=True).filter(pk__in=pks).order_by("pk"))  # nobody is one too many
    group = group_to_enter(session)
    group.consultation = session.consultation
    return coming.come_in(group, way=f"session {session.pk}", **how)


def wall_groups(session: Session) -> list[Group]:
    """The groups that the code on the wall leads to."""
    groups = session.groups
    return [group for group in groups if group.is_open] or groups


# --- One address, many phones ----------------------------------------------------------------------
def trust(request: HttpRequest, session: Session) -> None:
    """The console is open behind this address: right codes of this session count as right there, whoever guesses."""
    cache.set(_name(request, session), True, TRUSTED_FOR)


def is_trusted(request: HttpRequest, session: Session) -> bool:
    return bool(cache.get(_name(request, session)))


def _name(request: HttpRequest, session: Session) -> str:
    return limits.private_name(f"door:{session.pk}", limits.address_of(request))


def is_recorded(group: Group) -> bool:
    """A session of this group, planned or running, records."""
    recording = Session.objects.exclude(recording=Session.Recording.NONE).exclude(state=S.ENDED)
    return recording.filter(group=group).exists() or recording.filter(also=group).exists()
