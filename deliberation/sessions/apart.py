"""What a group left out of the topic guide, or talked of instead: said by whoever led it, printed in the report.

All groups have one guide. Where one of them went elsewhere, a label that counts over all of them rests on less.
"""

from hashlib import sha256

from django.db import transaction

from consultations import access
from consultations.access import Do
from consultations.models import Consultation
from consultations.notifications import notifications
from deliberation.discussion import printed
from deliberation.models import Session
from deliberation.sessions import timing
from deliberation.sessions.leading import locked, note, set_fields
from people.errors import Refused
from people.models import Person
from people.text.sanitising import shortened, within


@transaction.atomic
def say(session: Session, *, by: Person, words: str) -> None:
    """Note it. What was noted is put otherwise, and the panel hears of it, but not made into nothing: a colleague may
    have noted it. Raises Refused once the report has printed it."""
    member = access.require_role(by, session.consultation, Do.RUN_SESSION)
    now = locked(session)
    if not now.had_people:
        raise Refused("Say it while the session runs, or after one that people came to.")
    if Consultation.objects.get(pk=session.consultation_id).has_findings:
        raise Refused("The report has printed it: it can no longer be changed.")
    words = within(words, 1000, "What was left out")
    printed.refuse("What was left out", words)
    if words == now.apart:
        return
    if not words:
        raise Refused("It was noted that something was left out. If that is not so, say what is: this stands instead.")
    if now.apart and not words.startswith(now.apart):
        title = f"What “{session.title}” left out of the topic guide is told in other words"
        key = f"apart {session.pk} {sha256(words.encode()).hexdigest()[:12]}"
        notifications.tell(session.consultation, notifications.PANEL, key, title, "changes")
    set_fields(session, apart=words)
    note("session_went_apart", member, session, shortened(words, 200))


def not_reached(session: Session) -> list[str]:
    """Titles of the parts in which people were to talk and which never began. Prefetch "segments" and "runs".

    Of a session from before the parts that ran were kept nobody knows which began.
    """
    if not session.runs.all():
        return []
    unbegun = [ran.segment for ran in timing.as_run(session) if ran.actual is None]
    return [part.title for part in unbegun if part.is_talk or part.planned_talk]
