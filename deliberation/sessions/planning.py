"""Planning a live session: when, for whom, and the polls that are asked in it. Its parts are in `agenda.py`."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, cast

from django.db import transaction

from audit import clock
from consultations import access
from consultations.access import Do
from consultations.models import Consultation, Group
from consultations.record.public_record import IN_PUBLIC
from deliberation.live import publish
from deliberation.models import AgendaSegment, Ballot, FormerDay, Question, Session, Wave
from deliberation.questions import questionnaire
from deliberation.questions.spec import sound
from deliberation.sessions import agenda, announcing
from deliberation.sessions.leading import S, led_by, note, set_fields
from people.errors import Refused
from people.models import Person
from people.text.dates import day, local_day
from people.text.sanitising import line_within, shortened

#: A question that waits for a session, the key of one, or a question spec.
Pulse = Question | str | dict[str, object]


# --- The session --------------------------------------------------------------------------------
@transaction.atomic
def plan(
    group: Group,
    title: str,
    *,
    by: Person,
    also: Sequence[Group] = (),
    starts_at: datetime | None = None,
    place: str = "",
    segments: Sequence[dict[str, object]] = (),
    pulses: Sequence[Any] = (),
    recording: str = Session.Recording.NONE,
) -> Session:
    """A session of one group, or of several (`also`: a plenary).

    `segments`: {kind, title, minutes} each, and what else `agenda.add` takes; `asks` of one are polls asked in it.
    `pulses` are asked in no part yet. Polls: as in `add_pulse`.
    """
    member = access.require(by, group.consultation, Do.PLAN_SESSION)
    _check_groups(group, also)
    title = agenda.titled(title, "Give the session a title.")
    if not segments:
        raise Refused("Give the session an agenda with at least one part.")
    session = Session.objects.create(
        consultation=group.consultation,
        group=group,
        title=title,
        place=line_within(place, 200, "The place"),
        starts_at=starts_at,
        recording=recording,
    )
    session.also.set(also)
    for order, spec in enumerate(segments, start=1):
        segment = AgendaSegment.objects.create(session=session, order=order, **agenda.sound(session, spec))
        for pulse in cast(list[Pulse], spec.get("asks") or []):
            _put(_make_pulse(session, pulse), segment)
    for pulse in pulses:
        _make_pulse(session, pulse)
    note("session_planned", member, session, title)
    return session


@transaction.atomic
def change_session(
    session: Session, *, by: Person, title: str, also: Sequence[Group] | None = None, **fields: Any
) -> None:
    """Change title, place, start, recording (`fields`) until it ends; the groups that come until it starts.

    With another day, or other groups, it is another meeting to whoever read of it: announced from now on, and the day
    that they read of stays on the list.
    """
    _no_record_meanwhile(session)
    member, now = led_by(session, by, Do.PLAN_SESSION)
    if now.state == S.ENDED:
        raise Refused("This session has ended. It stays as it was.")
    group = fields.get("group", now.group)
    others = list(now.also.all()) if also is None else list(also)
    if now.state != S.PLANNED and (group.pk != now.group_id or set(others) != set(now.also.all())):
        raise Refused("The session has started, so its groups can no longer be changed.")
    _check_groups(group, others)
    kept = Session.Recording.NONE, now.recording
    if now.state != S.PLANNED and fields.get("recording", now.recording) not in kept:
        raise Refused("People came in without being asked about a recording. It can still be left out, not put in.")
    starts, was = fields.get("starts_at", now.starts_at), now.starts_at
    moved = (starts and local_day(starts)) != (was and local_day(was))
    if moved and now.state != S.PLANNED:
        raise Refused("The session has started, so its day can no longer be changed.")
    if moved or group.pk != now.group_id or set(others) != set(now.also.all()):
        announcing.keep_day(now, FormerDay.Became.MOVED if moved else FormerDay.Became.OTHERS)
        fields["dated_at"] = clock.now()
    fields["place"] = line_within(fields.get("place", now.place), 200, "The place")
    set_fields(session, title=agenda.titled(title, "Give the session a title."), **fields)
    session.also.set(others)
    note("session_changed", member, session, session.title)


@transaction.atomic
def call_off(session: Session, *, by: Person) -> None:
    """It does not take place, and its day is said to have been announced. Its questions wait for another one."""
    _no_record_meanwhile(session)
    member, now = led_by(session, by, Do.PLAN_SESSION)
    if now.state != S.PLANNED:
        raise Refused("This session has begun, so it cannot be called off. End it instead.")
    if now.waves.exclude(state=Wave.State.PLANNED).exists() or Ballot.objects.filter(wave__session=now).exists():
        raise Refused("A poll of this session was opened, so answers would go with it. Start the session, and end it.")
    announcing.keep_day(now, FormerDay.Became.CALLED_OFF)
    told = f"{day(now.starts_at)}, {now.names}" if now.starts_at else ""
    note("session_called_off", member, session, session.title, **({IN_PUBLIC: told} if told else {}))
    now.delete()


def _no_record_meanwhile(session: Session) -> None:
    """A record that comes in takes a meeting of the list; it holds the consultation first, so this waits for it."""
    Consultation.objects.select_for_update(no_key=True).get(pk=session.consultation_id)


def _check_groups(group: Group, also: Sequence[Group]) -> None:
    if any(other.consultation_id != group.consultation_id for other in also):
        raise access.NotAllowed("plan with a group from elsewhere")
    if group in also:
        raise Refused(f"{group} is chosen twice. Choose each group once.")


# --- Its polls ----------------------------------------------------------------------------------
@transaction.atomic
def add_pulse(session: Session, pulse: Pulse, *, by: Person, segment: AgendaSegment | None = None) -> Wave:
    """One more poll for the room: a Question, the key of one that waits for a session, or a question spec."""
    member, _ = agenda.editable(session, by)
    wave = _make_pulse(session, pulse)
    if segment is not None:
        _put(wave, segment)
    publish.session_changed(session.pk)
    note("pulse_added", member, session, str(wave))
    return wave


@transaction.atomic
def attach(wave: Wave, segment: AgendaSegment | None, *, by: Person) -> None:
    """Ask a poll of the session in a part of its agenda (None: in none of them)."""
    assert wave.session is not None
    member, _ = agenda.editable(wave.session, by)
    _put(wave, segment)
    publish.session_changed(wave.session.pk)
    note("pulse_attached", member, wave.session, f"{wave}: {segment or 'no part'}")


def _put(wave: Wave, segment: AgendaSegment | None) -> None:
    if segment is not None and segment.session_id != wave.session_id:
        raise access.NotAllowed("attach a poll to another session")
    Wave.objects.filter(pk=wave.pk).update(segment=segment)
    wave.segment = segment


def _make_pulse(session: Session, pulse: Pulse) -> Wave:
    poll = questionnaire.poll_of(session.consultation)
    if isinstance(pulse, str):
        question = poll.questions.filter(key=pulse).exclude(key="").first()
        if question is None:
            raise Refused("That question is not there any more. Choose another one.")
    elif isinstance(pulse, Question):
        question = pulse
    else:
        question = questionnaire.write(poll, sound({**pulse, "waves": [Wave.Kind.PULSE], "paired": False}))
    wave = Wave.objects.create(
        poll=poll,
        kind=Wave.Kind.PULSE,
        session=session,
        title=shortened(question.text, 160),
        order=10 + session.waves.count(),
    )
    wave.questions.add(question)
    return wave
