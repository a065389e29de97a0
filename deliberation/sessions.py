"""Live sessions: planning one, and leading a room through it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from audit import clock
from audit.record import record
from consultations import access
from consultations.access import Do
from consultations.models import Consultation, Group, Membership, Role
from deliberation import polling, questionnaire
from deliberation.live import publish
from deliberation.models import AgendaSegment, FactIntroduced, Question, Session, Wave
from people.errors import Refused
from people.text import one_line, plain

S = Session.State


# --- Planning -----------------------------------------------------------------------------------
@transaction.atomic
def plan(
    group: Group,
    title: str,
    *,
    by: Any,
    starts_at: datetime | None = None,
    place: str = "",
    segments: Sequence[dict[str, Any]] = (),
    pulses: Sequence[Any] = (),
    recording: str = Session.Recording.NONE,
) -> Session:
    """A session of one group. `segments`: {kind, title, minutes} each; `pulses`: as in `add_pulse`."""
    member = access.require(by, group.consultation, Do.PLAN_SESSION)
    title = one_line(title)
    if not title:
        raise Refused("Give the session a title.")
    if not segments:
        raise Refused("Give the session an agenda with at least one part.")
    session = Session.objects.create(
        consultation=group.consultation, group=group, title=title, place=one_line(place), starts_at=starts_at,
        recording=recording,
    )  # fmt: skip
    AgendaSegment.objects.bulk_create(
        AgendaSegment(
            session=session, order=order, kind=spec.get("kind") or AgendaSegment.Kind.DISCUSSION,
            title=one_line(spec["title"])[:160], minutes=int(spec.get("minutes") or 10),
        )
        for order, spec in enumerate(segments, start=1)
    )  # fmt: skip
    for pulse in pulses:
        _add_pulse(session, pulse)
    _record("session_planned", member, session, title)
    return session


@transaction.atomic
def add_pulse(session: Session, pulse: Any, *, by: Any) -> Wave:
    """One more poll for the room: a Question, the key of one that waits for a session, or a question spec."""
    member = access.require(by, session.consultation, Do.PLAN_SESSION)
    if session.state == S.ENDED:
        raise Refused("This session has ended. Plan another one.")
    wave = _add_pulse(session, pulse)
    _record("pulse_added", member, session, str(wave))
    publish.session_changed(session.pk)
    return wave


def _add_pulse(session: Session, pulse: Any) -> Wave:
    poll = questionnaire.poll_of(session.consultation)
    if isinstance(pulse, str):
        question = poll.questions.filter(key=pulse).exclude(key="").first()
        if question is None:
            raise Refused("That question is not there any more. Choose another one.")
    elif isinstance(pulse, Question):
        question = pulse
    else:
        question = questionnaire.write(
            poll, questionnaire.sound({**pulse, "waves": [Wave.Kind.PULSE], "paired": False})
        )
    wave = Wave.objects.create(
        poll=poll, kind=Wave.Kind.PULSE, session=session, title=question.text[:160],
        order=10 + session.waves.count(),
    )  # fmt: skip
    wave.questions.add(question)
    return wave


# --- Leading ------------------------------------------------------------------------------------
@transaction.atomic
def start(session: Session, *, by: Any) -> Session:
    """Begin: the first part of the agenda, and its clock."""
    member, session_now = _led_by(session, by)
    if session_now.state != S.PLANNED:
        raise Refused("This session has started already.")
    first = session_now.segments.first()
    _set(session, state=S.LIVE, started_at=clock.now(), segment=first, segment_started_at=clock.now())
    _record("session_started", member, session, session.title)
    return session


@transaction.atomic
def go_to(segment: AgendaSegment, *, by: Any) -> Session:
    """Move the room to a part of the agenda."""
    session = segment.session
    member, session_now = _led_by(session, by)
    if session_now.state != S.LIVE:
        raise Refused("Start the session first." if session_now.state == S.PLANNED else "This session has ended.")
    _set(session, segment=segment, segment_started_at=clock.now())
    _record("session_moved", member, session, segment.title)
    return session


@transaction.atomic
def end(session: Session, *, by: Any) -> Session:
    """Finish: every poll of the session closes with it."""
    member, session_now = _led_by(session, by)
    if session_now.state != S.LIVE:
        raise Refused("This session is not running.")
    for wave in session.waves.filter(state=Wave.State.OPEN):
        polling.close_wave(wave, by=by)
    _end(session, member)
    return session


def end_all(consultation: Consultation) -> None:
    """The clock's part when a consultation closes: its waves are closed already."""
    for session in consultation.sessions.filter(state=S.LIVE):
        _end(session, None)


def _end(session: Session, member: Membership | None) -> None:
    _set(session, state=S.ENDED, ended_at=clock.now(), segment=None, segment_started_at=None)
    _record("session_ended", member, session, session.title)


@transaction.atomic
def introduce_fact(session: Session, *, by: Any, fact: str, source: str, reaction: str = "") -> FactIntroduced:
    """Note a fact that was put to the room, and where it came from. It is printed with the method."""
    member = access.require(by, session.consultation, Do.RUN_SESSION)
    if not plain(fact):
        raise Refused("Write the fact that was put to the room.")
    if not plain(source):
        raise Refused("Say where the fact comes from.")
    noted = FactIntroduced.objects.create(
        session=session, fact=plain(fact)[:500], source=one_line(source)[:300], reaction=plain(reaction)[:500]
    )
    _record("fact_introduced", member, session, noted.fact[:200])
    return noted


def _led_by(session: Session, by: Any) -> tuple[Membership, Session]:
    member = access.require(by, session.consultation, Do.RUN_SESSION)
    return member, Session.objects.select_for_update().get(pk=session.pk)


def _set(session: Session, **fields: Any) -> None:
    Session.objects.filter(pk=session.pk).update(**fields)
    publish.session_changed(session.pk)
    session.refresh_from_db()


def _record(action: str, member: Membership | None, session: Session, summary: str) -> None:
    record(action, actor=member, subject=session, consultation=session.consultation.slug, summary=summary)


# --- Who is in it -------------------------------------------------------------------------------
def belongs(session: Session, member: Membership | None) -> bool:
    """True for the group's participants, and for facilitators and oversight. Never for police."""
    if member is None:
        return False
    if member.role == Role.PARTICIPANT:
        return member.group_id == session.group_id
    return member.role in {Role.FACILITATOR, Role.OVERSIGHT}
