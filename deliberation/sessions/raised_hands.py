"""Raised hands: the queue of those who want to speak in a live session."""

from django.db import transaction

from deliberation.live import publish
from deliberation.models import Hand, Session
from deliberation.sessions import floor
from deliberation.sessions.leading import led_by, locked, note, note_of_somebody, require_live
from people.errors import Refused
from people.models import Person
from people.text.sanitising import line_within

MOVED_ON = "The queue has moved on already. Look who is next now."


@transaction.atomic
def raise_hand(session: Session, *, by: Person, topic: str = "") -> Hand:
    """Ask to speak. A second press changes the topic of the hand that is up already."""
    member = floor.speaker(session, by)
    now = locked(session)
    require_live(now)
    floor.arrive(now, member)
    topic = line_within(topic, 120, "What it is about")
    hand = Hand.objects.filter(session=session, membership=member, state__in=Hand.ACTIVE).first()
    if hand is None:
        Hand.objects.filter(session=session, membership=member).exclude(topic="").update(topic="")
        hand = Hand.objects.create(session=session, membership=member, topic=topic)
        note_of_somebody("hand_raised", session)
    elif topic and topic != hand.topic:
        hand.topic = topic
        hand.save(update_fields=["topic"])
    publish.floor_changed(session.pk)
    return hand


@transaction.atomic
def lower_hand(session: Session, *, by: Person) -> None:
    """Take the hand down again. Nothing happens where none is up."""
    member = floor.speaker(session, by)
    locked(session)
    up = Hand.objects.filter(session=session, membership=member, state=Hand.State.WAITING)
    if up.update(state=Hand.State.LOWERED, topic=""):
        note_of_somebody("hand_lowered", session)
        publish.floor_changed(session.pk)


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
def call_next(session: Session, *, by: Person, after: int | None, hand: int | None = None) -> Hand | None:
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
        Hand.objects.filter(pk=finished.pk).update(state=Hand.State.DONE, topic="")
    if following:
        Hand.objects.filter(pk=following.pk).update(state=Hand.State.CALLED)
        floor.heard(now, following.membership)
    publish.floor_changed(now.pk)
    note("hand_called", member, session)
    return following


@transaction.atomic
def skip(session: Session, hand: int, *, by: Person) -> None:
    """Pass over a hand in the queue, or take back the floor from somebody who did not speak after all.

    Its owner reads so, and has the topic in the box again: it is kept for them until they raise a hand anew.
    """
    member, now = led_by(session, by)
    found = now.hands.filter(pk=hand, state__in=Hand.ACTIVE).first()
    if found is None:
        raise Refused(MOVED_ON)
    if found.state == Hand.State.CALLED:
        floor.unheard(now, found.membership)
    Hand.objects.filter(pk=found.pk).update(state=Hand.State.SKIPPED)
    publish.floor_changed(now.pk)
    note("hand_skipped", member, session)


@transaction.atomic
def order_queue(session: Session, quiet_first: bool, *, by: Person) -> None:
    """Let those who have not spoken yet go first, or keep to the order of raising."""
    member, now = led_by(session, by)
    Session.objects.filter(pk=now.pk).update(quiet_first=quiet_first)
    publish.floor_changed(now.pk)
    note("queue_ordered", member, session, "those who have not spoken first" if quiet_first else "as raised")
