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
from deliberation.models import QuietWord, Thread
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
def say(thread: Thread, words: str, *, by: Person) -> QuietWord:
    """What somebody could not say aloud."""
    member = _speaker(thread, by)
    words = within(words, QuietWord.MAX_LENGTH)
    if not words:
        raise Refused("Write something first, or ask for a pause.")
    if QuietWord.objects.filter(membership=member, kind=Kind.ALOUD, seen_at=None).count() >= MOST_WAITING:
        raise Refused(f"{MOST_WAITING} of your messages wait to be seen. The facilitators read them first.")
    word = QuietWord.objects.create(thread=thread, membership=member, kind=Kind.ALOUD, words=words)
    _said(word, member, "Somebody wrote to the facilitators alone")
    return word


def _speaker(thread: Thread, by: Person) -> Membership:
    member = access.require(by, thread.consultation, Do.SAY_QUIETLY)
    if not thread.is_readable_by(member):
        raise access.NotAllowed("write from another group’s thread")
    if not discussion.has_consent(member):
        raise Refused(discussion.NO_CONSENT)
    return member


def _said(word: QuietWord, member: Membership, title: str) -> None:
    consultation = word.thread.consultation
    record("said_quietly", actor=member, subject=word.thread, consultation=consultation.slug)
    notifications.tell(consultation, notifications.FACILITATORS, f"quiet {word.pk}", title, "quiet_words")


@transaction.atomic
def see_to(word: QuietWord, *, by: Person) -> QuietWord:
    """A facilitator has read it and did what it needs; whoever said it sees that."""
    consultation = word.thread.consultation
    member = access.require(by, consultation, Do.HEAR_QUIETLY)
    locked = QuietWord.objects.select_for_update(no_key=True).get(pk=word.pk)
    if locked.seen_at is not None:
        raise Refused("Somebody else has seen to this already.")
    locked.seen_at = clock.now()
    locked.save(update_fields=["seen_at"])
    record("quiet_word_seen_to", actor=member, subject=word.thread, consultation=consultation.slug)
    return locked


def waiting(consultation: Consultation) -> QuerySet[QuietWord]:
    """Unseen ones, the oldest first."""
    found = QuietWord.objects.filter(thread__area__consultation=consultation, seen_at=None)
    return found.select_related("membership__user", "thread__group", "thread__area__consultation")
