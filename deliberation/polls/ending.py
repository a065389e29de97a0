"""When the first poll ends, as people read it where they answer: the session that comes to the second poll ends it."""

from datetime import datetime

from audit import clock
from consultations.models import Consultation
from deliberation import numbers
from deliberation.models import AgendaSegment, Session, Wave
from people.text.dates import day, local_day
from people.text.sentences import listed, many

UNSAID = (
    "People were not told that this session ends the first poll: its day, and the part with the second poll, have to "
    f"stand here {many(numbers.MEETING_NOTICE_DAYS, 'day')} before. Close the first poll on the page of polls, with "
    "a reason that is published, then go on."
)
TALKED = (
    "Answer it before you talk. You can also answer it afterwards, and change an answer: it counts, and everybody "
    "reads how many did so after they had talked."
)
ORDINARY = (
    "with the consultation, or earlier where a facilitator closes it with a public reason: at the soonest "
    f"{numbers.LEAST_OPEN_HOURS} hours after it opened."
)


def why_not_from(session: Session, first: Wave) -> str:
    """Why this session does not end the first poll; empty where it stood beforehand that it would, on this day."""
    announced = any(session.announced_since(since) for since in _settled(session, first))
    comes = session.starts_at is not None and local_day(session.starts_at) <= clock.today()
    return "" if announced and comes else UNSAID


def said(wave: Wave) -> str:
    """When a poll of everybody ends, for those who answer it; empty for any other."""
    if wave.kind != Wave.Kind.BEFORE or wave.is_of_a_group:
        return ""
    rooms = [one for one in _sessions(wave.consultation) if any(map(one.announced_since, _settled(one, wave)))]
    days = dict.fromkeys(day(one.starts_at) for one in rooms)
    if not days:
        return f"{TALKED} It closes {ORDINARY}"
    when = f"when the session of {listed(list(days))} begins the second poll"
    return f"{TALKED} It closes for everybody {when}. Without that it closes {ORDINARY}"


def _sessions(consultation: Consultation) -> list[Session]:
    found = Session.objects.filter(consultation=consultation).exclude(state=Session.State.ENDED)
    return list(found.select_related("consultation").order_by("starts_at"))


def _settled(session: Session, first: Wave) -> list[datetime]:
    """Since when the session has its day and a part that leads to the second poll."""
    leads = AgendaSegment.objects.filter(session=session, poll__kind=Wave.Kind.AFTER, poll__poll=first.poll_id)
    since = leads.exclude(poll_since=None).values_list("poll_since", flat=True)
    return [max(one, session.dated_at) for one in since if one is not None]
