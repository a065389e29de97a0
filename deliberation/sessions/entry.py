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
from consultations.joining import joining
from consultations.joining.typed_codes import tidy
from consultations.models import Group
from consultations.newcomers import newcomers
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
@transaction.atomic
def come_in(session: Session, *, by: User | None, key: str, **choices: Any) -> User:
    """Join a group of the session, or wait to be let in. `by` None is somebody without an account.

    Returns whoever came. Raises Refused when the groups are full, and as `joining.join` does.
    """
    group = _group_with_room(session)
    if session.consultation.newcomers_need_approval:
        return newcomers.ask(group, by=by, key=key, **choices)
    if by is None:
        return joining.join_as_guest(session.consultation, key=key, group=group, **choices)
    joining.join(session.consultation, by=by, group=group, **choices)
    return by


def _group_with_room(session: Session) -> Group:
    """The group of the session; of several the one with the fewest people. Locked, so that nobody is one too many."""
    pks = [group.pk for group in session.groups]
    locked = list(Group.objects.select_for_update(no_key=True).filter(pk__in=pks).order_by("pk"))
    people = {group.pk: group.members.current().participants().count() for group in locked}
    free = [group for group in locked if not group.target_size or people[group.pk] < CROWDED * group.target_size]
    if not free:
        raise Refused("This session is full. Speak to the facilitator: somebody may have made room.")
    return min(free, key=lambda group: people[group.pk])


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
