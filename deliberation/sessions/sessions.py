"""Leading a room through a live session. Planned in `planning.py`, parts in `agenda.py`, who speaks in `floor.py`."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Q

from audit import clock
from consultations.models import Consultation, Membership
from deliberation.counting import taking_part
from deliberation.discussion import printed
from deliberation.live import presence
from deliberation.models import AgendaSegment, Ballot, FactIntroduced, SegmentRun, Session, Wave
from deliberation.polls import polling, talking
from deliberation.sessions import floor, show_of_hands
from deliberation.sessions.leading import S, led_by, note, require_live, set_fields
from people.errors import Refused
from people.models import Person
from people.text.sanitising import line_within, plain, within


# --- Leading ------------------------------------------------------------------------------------
@transaction.atomic
def start(session: Session, *, by: Person) -> Session:
    """Begin: the first part of the agenda, and its clock."""
    member, now = led_by(session, by)
    if now.state != S.PLANNED:
        raise Refused("This session has started already." if now.state == S.LIVE else "This session has ended.")
    first = now.segments.first()
    if first is None:
        raise Refused("Give the session an agenda with at least one part.")
    talks = [part.pk for part in now.segments.all() if part.is_talk]
    now.segments.update(planned_minutes=F("minutes"), planned_talk=Q(pk__in=talks))
    begun = clock.now()
    set_fields(
        session,
        state=S.LIVE,
        started_at=begun,
        mode=now.group.mode,
        finish_by=begun + timedelta(minutes=now.minutes),
        segment=first,
        segment_started_at=begun,
    )
    talking.begin(session, first, begun)
    floor.seat(session, presence.here(session.pk))
    note("session_started", member, session, session.title)
    return session


@transaction.atomic
def go_to(segment: AgendaSegment, *, by: Person) -> Session:
    """Move the room to a part of the agenda. A part the room is at already keeps its clock."""
    session = segment.session
    member, now = led_by(session, by)
    require_live(now)
    if now.segment_id == segment.pk:
        session.refresh_from_db()
        return session
    moved = clock.now()
    _end_run(now, moved)
    talking.begin(session, segment, moved)
    set_fields(session, segment=segment, segment_started_at=moved, segment_paused=0, paused_at=None)
    note("session_moved", member, session, segment.title)
    return session


@transaction.atomic
def pause(session: Session, *, by: Person) -> Session:
    """A break: the clock of the part stands still and everybody is told."""
    member, now = led_by(session, by)
    require_live(now)
    if now.paused_at is not None:
        raise Refused("The session has a break already.")
    set_fields(session, paused_at=clock.now())
    note("session_paused", member, session, session.title)
    return session


@transaction.atomic
def resume(session: Session, *, by: Person) -> Session:
    member, now = led_by(session, by)
    require_live(now)
    if now.paused_at is None:
        raise Refused("The session has no break now.")
    set_fields(session, paused_at=None, segment_paused=now.segment_paused + _break_so_far(now))
    note("session_resumed", member, session, session.title)
    return session


@transaction.atomic
def end(session: Session, *, by: Person, close_polls: bool = False, drop_hands: bool = False) -> Session:
    """Finish for good. An open poll is closed only if that was meant (`close_polls`), and hands that were counted are
    left out only if that was: nobody is noted as having been there (`drop_hands`).
    """
    member, now = led_by(session, by)
    if now.state != S.LIVE:
        raise Refused("This session is not running.")
    still_open = list(session.waves.filter(state=Wave.State.OPEN))
    if still_open and not close_polls:
        answered = Ballot.objects.filter(wave=still_open[0]).values("token").distinct().count()
        raise Refused(
            f"“{still_open[0]}” is still open, with {answered} answers. Close it first, or tick that it closes too."
        )
    if not drop_hands and show_of_hands.of_an_empty_room(now):
        raise Refused(
            "Hands were counted, and nobody is noted as being here. Tick who is here first, or say that the hands are "
            "left out."
        )
    for wave in still_open:
        polling.close_wave(wave, by=by)
    _end(session, member)
    return session


def end_all(consultation: Consultation) -> None:
    """The clock's part when a consultation closes: its waves are closed already."""
    for session in consultation.sessions.select_for_update(no_key=True).filter(state=S.LIVE):
        _end(session, None)


def _end(session: Session, member: Membership | None) -> None:
    """Counts stay; who spoke and what they wanted to say is forgotten, and who came but for a mark on the link."""
    over = clock.now()
    session.refresh_from_db()
    _end_run(session, over)
    seats = session.seats.all()
    if not seats.exists():
        show_of_hands.leave_out(session, member)
    talking.keep_who_sat(session)
    taking_part.keep_who_had_a_seat(session)
    set_fields(
        session,
        state=S.ENDED,
        ended_at=over,
        segment=None,
        segment_started_at=None,
        paused_at=None,
        tables=0,
        attended=seats.count(),
        spoke=seats.exclude(first_spoke_at=None).count(),
        screen=Session.Screen.FOLLOW,
    )
    session.hands.all().delete()
    session.seats.all().delete()
    session.pauses.exclude(seen_at=None).delete()  # one that nobody saw stays until somebody does
    note("session_ended", member, session, session.title)


def _end_run(session: Session, at: datetime) -> None:
    paused = session.segment_paused + (_break_so_far(session) if session.paused_at else 0)
    talking.keep_long(session)
    SegmentRun.objects.filter(session=session, ended_at=None).update(ended_at=at, paused=paused)


def _break_so_far(session: Session) -> int:
    assert session.paused_at is not None
    return max(0, int((clock.now() - session.paused_at).total_seconds()))


@transaction.atomic
def introduce_fact(session: Session, *, by: Person, fact: str, source: str, reaction: str = "") -> FactIntroduced:
    """Note a fact that was put to the room, and where it came from. It is printed with the method."""
    member, now = led_by(session, by)
    if not now.had_people:
        raise Refused("Note it while the session runs, or after one that people came to.")
    if not plain(fact):
        raise Refused("Write the fact that was put to the room.")
    if not plain(source):
        raise Refused("Say where the fact comes from.")
    printed.refuse("The fact", fact, besides=printed.OF_PLACES, counts=False)
    printed.refuse("The source", source, besides=printed.OF_SOURCES, counts=False)
    printed.refuse("How people took it", reaction)
    noted = FactIntroduced.objects.create(
        session=session,
        fact=within(fact, 500, "The fact"),
        source=line_within(source, 300, "The source"),
        reaction=within(reaction, 500, "The reaction"),
    )
    note("fact_introduced", member, session, noted.fact[:200])
    return noted
