"""The floor of a live session: who is there, who has been heard, who would like a pause. Hands: `raised_hands.py`."""

from collections import Counter
from collections.abc import Iterable

from django.db import transaction
from django.db.models import F, QuerySet

from audit import clock
from consultations import access
from consultations.access import Do
from consultations.models import Consent, Membership, Role
from deliberation.live import publish
from deliberation.models import PauseSignal, Seat, Session
from deliberation.sessions.leading import S, belongs, led_by, locked, note, note_of_somebody, require_live
from people.errors import Refused
from people.models import Person


# --- Who is there -------------------------------------------------------------------------------
def seat(session: Session, accounts: Iterable[int]) -> None:
    """A seat for each participant among the accounts that have the page open. Safe to repeat."""
    people = session.consultation.memberships.current().participants().filter(user__in=list(accounts))
    for member in people:
        if session.admits(member.group_id):
            arrive(session, member)


@transaction.atomic
def arrive(session: Session, member: Membership) -> Seat | None:
    """The person's seat in a session that runs; a latecomer sits down at the emptiest table. None for all others."""
    if session.state != S.LIVE or member.role != Role.PARTICIPANT or not belongs(session, member):
        return None
    known = Seat.objects.filter(session=session, membership=member).first()
    if known is not None and (known.table or not session.tables):
        return known
    found, _ = Seat.objects.get_or_create(session=session, membership=member)
    if session.tables and found.table is None:
        _sit_down(found, locked(session))
    return found


def _sit_down(seat: Seat, session: Session) -> None:
    taken = Counter(session.seats.values_list("table", flat=True))
    if session.tables:
        seat.table = min(range(1, session.tables + 1), key=lambda table: (taken[table], table))
        seat.save(update_fields=["table"])
        publish.floor_changed(session.pk)


@transaction.atomic
def take_register(session: Session, here: Iterable[int], *, by: Person) -> int:
    """Mark people (memberships) as being in the room: for those without a phone. Returns how many are there now."""
    member, now = led_by(session, by)
    require_live(now)
    for person in members_of(now).filter(pk__in=list(here)):
        arrive(now, person)
    publish.floor_changed(now.pk)
    note("register_taken", member, session, f"{now.seats.count()} people in the room")
    return now.seats.count()


@transaction.atomic
def unseat(session: Session, person: Membership, *, by: Person) -> None:
    """Marked by mistake, and never heard. Whoever has the page open is back by themselves, and rightly."""
    member, now = led_by(session, by)
    require_live(now)
    gone, _ = now.seats.filter(membership=person, first_spoke_at=None).delete()
    if not gone:
        raise Refused("Whoever has spoken was here. Nothing is changed.")
    publish.floor_changed(now.pk)
    if now.tables:
        publish.seating_changed(now.pk)
    note("register_corrected", member, session, f"{now.seats.count()} people in the room")


def not_to_be_recorded(session: Session) -> int:
    """How many of those who are there have not agreed to the recording, or have taken it back. Never who."""
    if session.recording == Session.Recording.NONE:
        return 0
    agreed = Consent.objects.filter(item=Consent.Item.RECORDING, withdrawn_at=None)
    return session.seats.exclude(membership__in=agreed.values("membership")).count()


def members_of(session: Session) -> QuerySet[Membership]:
    """Everybody the session is for, by pseudonym."""
    groups = [group.pk for group in session.groups]
    return Membership.objects.current().participants().filter(group__in=groups).order_by("pseudonym")


def speaker(session: Session, by: Person) -> Membership:
    """A participant of the session, while the consultation is open."""
    member = access.require(by, session.consultation, Do.RAISE_HAND)
    if not belongs(session, member):
        raise access.NotAllowed("raise a hand in another group's session")
    return member


def forget(member: Membership) -> None:
    """Who leaves the consultation leaves every queue and table too. Called inside the act of leaving."""
    for session in Session.objects.filter(seats__membership=member):
        publish.seating_changed(session.pk)
    for left in (member.seats, member.hands, member.pauses_asked):
        left.all().delete()


# --- Voices -------------------------------------------------------------------------------------
@transaction.atomic
def spoke(session: Session, person: Membership, *, by: Person) -> Seat:
    """Note that somebody spoke without having been called from the queue."""
    member, now = led_by(session, by)
    require_live(now)
    if person.role != Role.PARTICIPANT or not belongs(now, person):
        raise access.NotAllowed("note a voice from elsewhere")
    seat = heard(now, person)
    publish.floor_changed(now.pk)
    note("voice_noted", member, session)
    return seat


def heard(session: Session, person: Membership) -> Seat:
    seat = arrive(session, person)
    if seat is None:
        raise access.NotAllowed("note a voice from elsewhere")
    at = clock.now()
    seat.first_spoke_at, seat.last_spoke_at = seat.first_spoke_at or at, at
    seat.save(update_fields=["first_spoke_at", "last_spoke_at"])
    return seat


@transaction.atomic
def take_back_voice(session: Session, person: Membership, *, by: Person) -> None:
    """The wrong name was tapped. Only who was noted once: of an earlier voice the room remembers rightly."""
    member, now = led_by(session, by)
    require_live(now)
    if not unheard(now, person):
        raise Refused("That cannot be taken back any more. Look who is noted now.")
    publish.floor_changed(now.pk)
    note("voice_taken_back", member, session)


def unheard(session: Session, person: Membership) -> bool:
    """Forget a first voice. False where there is none, or where the person has been noted again since."""
    once = session.seats.filter(membership=person, first_spoke_at=F("last_spoke_at"))
    return bool(once.update(first_spoke_at=None, last_spoke_at=None))


# --- A pause ------------------------------------------------------------------------------------
@transaction.atomic
def ask_for_pause(session: Session, *, by: Person) -> PauseSignal:
    """Tell the facilitators, and nobody else, that one would like a pause. Pressed twice it is one signal."""
    member = speaker(session, by)
    require_live(locked(session))
    signal, is_new = PauseSignal.objects.get_or_create(session=session, membership=member, seen_at=None)
    if is_new:
        note_of_somebody("pause_asked", session)
    publish.floor_changed(session.pk)
    return signal


@transaction.atomic
def see_to_pause(signal: PauseSignal, *, by: Person) -> None:
    """A facilitator has seen to it. What was said is nobody's business here. Once the session has ended it is
    forgotten, as those that were seen were at its end.
    """
    member = access.require_role(by, signal.session.consultation, Do.RUN_SESSION)
    unseen = PauseSignal.objects.filter(pk=signal.pk, seen_at=None)
    is_over = locked(signal.session).state == S.ENDED
    if unseen.delete()[0] if is_over else unseen.update(seen_at=clock.now()):
        note("pause_seen_to", member, signal.session)
        publish.floor_changed(signal.session_id)
