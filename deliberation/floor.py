"""The floor of a live session: who is there, whose turn it is, who has been heard, who would like a pause."""

from collections import Counter
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from audit import clock
from consultations import access
from consultations.access import Do
from consultations.models import Membership, Role
from deliberation.leading import S, belongs, led_by, locked, note, note_of_somebody, require_live
from deliberation.live import publish
from deliberation.models import Hand, PauseSignal, Seat, Session
from people.errors import Refused
from people.text import one_line

MOVED_ON = "The queue has moved on already. Look who is next now."


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
def take_register(session: Session, here: Iterable[int], *, by: Any) -> int:
    """Mark people (memberships) as being in the room: for those without a phone. Returns how many are there now."""
    member, now = led_by(session, by)
    require_live(now)
    for person in members_of(now).filter(pk__in=list(here)):
        arrive(now, person)
    publish.floor_changed(now.pk)
    note("register_taken", member, session, f"{now.seats.count()} people in the room")
    return now.seats.count()


def members_of(session: Session) -> QuerySet[Membership]:
    """Everybody the session is for, by pseudonym."""
    groups = [group.pk for group in session.groups]
    return Membership.objects.current().participants().filter(group__in=groups).order_by("pseudonym")


# --- Hands --------------------------------------------------------------------------------------
@transaction.atomic
def raise_hand(session: Session, *, by: Any, topic: str = "") -> Hand:
    """Ask to speak. A second press changes the topic of the hand that is up already."""
    member = _speaker(session, by)
    now = locked(session)
    require_live(now)
    arrive(now, member)
    topic = one_line(topic)[:120]
    hand = Hand.objects.filter(session=session, membership=member, state__in=Hand.ACTIVE).first()
    if hand is None:
        hand = Hand.objects.create(session=session, membership=member, topic=topic)
        note_of_somebody("hand_raised", session)
    elif topic and topic != hand.topic:
        hand.topic = topic
        hand.save(update_fields=["topic"])
    publish.floor_changed(session.pk)
    return hand


@transaction.atomic
def lower_hand(session: Session, *, by: Any) -> None:
    """Take the hand down again. Nothing happens where none is up."""
    member = _speaker(session, by)
    locked(session)
    up = Hand.objects.filter(session=session, membership=member, state=Hand.State.WAITING)
    if up.update(state=Hand.State.LOWERED, topic=""):
        note_of_somebody("hand_lowered", session)
        publish.floor_changed(session.pk)


def _speaker(session: Session, by: Any) -> Membership:
    member = access.require(by, session.consultation, Do.RAISE_HAND)
    if not belongs(session, member):
        raise access.NotAllowed("raise a hand in another group's session")
    return member


def waiting(session: Session) -> list[Hand]:
    """The queue in its order. With `quiet_first`, those who have not spoken yet come before those who have."""
    hands = list(session.hands.filter(state=Hand.State.WAITING).select_related("membership"))
    if session.quiet_first:
        heard = set(session.seats.exclude(first_spoke_at=None).values_list("membership", flat=True))
        hands.sort(key=lambda hand: hand.membership_id in heard)  # a stable sort keeps the order within each
    return hands


def speaking(session: Session) -> Hand | None:
    return session.hands.filter(state=Hand.State.CALLED).select_related("membership").first()


@transaction.atomic
def call_next(session: Session, *, by: Any, after: int | None, hand: int | None = None) -> Hand | None:
    """Give the floor to the next in the queue (or to `hand`), and note that whoever had it has spoken.

    `after` is the hand that had the floor on the screen of whoever pressed (None: nobody). When it has changed
    meanwhile the press is refused: two facilitators who press together move the queue on by one, not by two.
    """
    member, now = led_by(session, by)
    require_live(now)
    finished = speaking(now)
    if (finished.pk if finished else None) != after:
        raise Refused(MOVED_ON)
    queue = waiting(now)
    following = next((one for one in queue if hand is None or one.pk == hand), None)
    if hand is not None and following is None:
        raise Refused("That hand is not up any more. Look who is next now.")
    if finished:
        _finish(finished, Hand.State.DONE)
    if following:
        Hand.objects.filter(pk=following.pk).update(state=Hand.State.CALLED)
        heard(now, following.membership)
    publish.floor_changed(now.pk)
    note("hand_called", member, session)
    return following


@transaction.atomic
def skip(session: Session, hand: int, *, by: Any) -> None:
    """Pass over a hand in the queue, or take back the floor from somebody who did not speak after all."""
    member, now = led_by(session, by)
    found = now.hands.filter(pk=hand, state__in=Hand.ACTIVE).first()
    if found is None:
        raise Refused(MOVED_ON)
    _finish(found, Hand.State.SKIPPED)
    publish.floor_changed(now.pk)
    note("hand_skipped", member, session)


def _finish(hand: Hand, state: Hand.State) -> None:
    Hand.objects.filter(pk=hand.pk).update(state=state, topic="")


@transaction.atomic
def order_queue(session: Session, quiet_first: bool, *, by: Any) -> None:
    """Let those who have not spoken yet go first, or keep to the order of raising."""
    member, now = led_by(session, by)
    Session.objects.filter(pk=now.pk).update(quiet_first=quiet_first)
    publish.floor_changed(now.pk)
    note("queue_ordered", member, session, "those who have not spoken first" if quiet_first else "as raised")


# --- Voices -------------------------------------------------------------------------------------
@transaction.atomic
def spoke(session: Session, person: Membership, *, by: Any) -> Seat:
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


# --- A pause ------------------------------------------------------------------------------------
@transaction.atomic
def ask_for_pause(session: Session, *, by: Any) -> PauseSignal:
    """Tell the facilitators, and nobody else, that one would like a pause. Pressed twice it is one signal."""
    member = _speaker(session, by)
    require_live(locked(session))
    signal, is_new = PauseSignal.objects.get_or_create(session=session, membership=member, seen_at=None)
    if is_new:
        note_of_somebody("pause_asked", session)
    publish.floor_changed(session.pk)
    return signal


@transaction.atomic
def see_to_pause(signal: PauseSignal, *, by: Any) -> None:
    """A facilitator has seen to it. What was said is nobody's business here."""
    member = access.require_role(by, signal.session.consultation, Do.RUN_SESSION)
    locked(signal.session)
    if PauseSignal.objects.filter(pk=signal.pk, seen_at=None).update(seen_at=clock.now()):
        note("pause_seen_to", member, signal.session)
        publish.floor_changed(signal.session_id)
