"""Private words to the facilitators, from a thread. The record says that there was one, and nothing of it."""

from django.db import transaction
from django.db.models import QuerySet

from audit import clock
from audit.record import record
from consultations import access
from consultations.access import Do
from consultations.models import Consultation, Membership
from consultations.notifications import notifications
from deliberation.discussion import discussion
from deliberation.live import publish
from deliberation.models import QuietWord, Session, Thread
from deliberation.quiet import notifications as telling
from deliberation.sessions import leading
from people.errors import Refused
from people.models import Person
from people.text.sanitising import within

Kind = QuietWord.Kind
MOST_WAITING = 5  # of one person, unseen


@transaction.atomic
def ask_pause(thread: Thread, *, by: Person) -> QuietWord:
    """ "I would like a pause." Twice while it waits is once."""
    member = _speaker(thread, by)
    word, made = QuietWord.objects.get_or_create(thread=thread, membership=member, kind=Kind.PAUSE, seen_at=None)
    if made:
        _said(word, member, "Somebody would like a pause")
    return word


@transaction.atomic
def say(place: Thread | Session, words: str, *, by: Person) -> QuietWord:
    """What somebody could not say aloud, in a thread or while they sit in a session."""
    member = _speaker(place, by) if isinstance(place, Thread) else _in_the_room(place, by)
    words = within(words, QuietWord.MAX_LENGTH)
    if not words:
        raise Refused("Write something first, or ask for a pause.")
    if QuietWord.objects.filter(membership=member, kind=Kind.ALOUD, seen_at=None).count() >= MOST_WAITING:
        raise Refused(f"{MOST_WAITING} of your messages wait to be seen. The facilitators read them first.")
    where = {"thread": place} if isinstance(place, Thread) else {"session": place}
    word = QuietWord.objects.create(membership=member, kind=Kind.ALOUD, words=words, **where)
    _said(word, member, "Somebody wrote to the facilitators alone")
    if word.session_id:
        publish.floor_changed(word.session_id)
    return word


def _speaker(thread: Thread, by: Person) -> Membership:
    member = access.require(by, thread.consultation, Do.SAY_QUIETLY)
    if not thread.is_readable_by(member):
        raise access.NotAllowed("write from another group’s thread")
    if not discussion.has_consent(member):
        raise Refused(discussion.NO_CONSENT)
    return member


def _in_the_room(session: Session, by: Person) -> Membership:
    member = access.require(by, session.consultation, Do.SAY_QUIETLY)
    if not leading.belongs(session, member):
        raise access.NotAllowed("write from another group’s session")
    leading.require_live(session)
    if not discussion.has_consent(member):
        raise Refused(discussion.NO_CONSENT)
    return member


def _place_of(word: QuietWord) -> Thread | Session:
    place = word.thread or word.session
    assert place is not None  # a constraint of the table
    return place


def _said(word: QuietWord, member: Membership, title: str) -> None:
    consultation = word.consultation
    if word.session is not None:  # who says what in a room the record does not keep
        leading.note_of_somebody("said_quietly", word.session)
    else:
        record("said_quietly", actor=member, subject=_place_of(word), consultation=consultation.slug)
    notifications.tell(consultation, notifications.FACILITATORS, f"quiet {word.pk}", title, "quiet_words")


@transaction.atomic
def see_to(word: QuietWord, *, by: Person, reply: str = "") -> QuietWord:
    """A facilitator has read it and did what it needs; whoever said it sees that, and may read a word back."""
    consultation = word.consultation
    member = access.require(by, consultation, Do.HEAR_QUIETLY)
    locked = QuietWord.objects.select_for_update(no_key=True).get(pk=word.pk)
    if locked.seen_at is not None:
        raise Refused("Somebody else has seen to this already.")
    locked.seen_at, locked.seen_by, locked.reply = clock.now(), member, within(reply, QuietWord.MAX_LENGTH)
    locked.save(update_fields=["seen_at", "seen_by", "reply"])
    if locked.reply:
        telling.reply_is_told(locked)
    record("quiet_word_seen_to", actor=member, subject=_place_of(word), consultation=consultation.slug)
    if word.session_id:
        publish.floor_changed(word.session_id)
    return locked


def waiting(consultation: Consultation) -> QuerySet[QuietWord]:
    """Unseen ones, the oldest first."""
    return of(consultation).filter(seen_at=None)


def seen(consultation: Consultation) -> QuerySet[QuietWord]:
    """Those that somebody has seen to, the newest first."""
    return of(consultation).exclude(seen_at=None).select_related("seen_by__user").order_by("-seen_at", "-pk")


def of(consultation: Consultation) -> QuerySet[QuietWord]:
    found = QuietWord.objects.filter(membership__consultation=consultation)
    return found.select_related(
        "membership__user",
        "membership__consultation",
        "thread__group",
        "thread__area__consultation",
        "session__group",
        "safety_alert",
    )
