"""The meetings that are to come or took place, for everybody: their day and their groups, and what they close.

No place and no hour: those who are invited read them, and nobody waits outside for people who talk about the police.
"""

from django.db.models import Exists, OuterRef

from audit import clock
from consultations.models import Consultation
from deliberation.models import AgendaSegment, Session, Wave
from people.text.dates import day, local_day

ENDS_FIRST = "The first poll closes for everybody when it comes to the second."


def public_rows(consultation: Consultation) -> list[dict[str, str]]:
    """Every session with a day, as rows of a summary list; none while the consultation is not public."""
    if not consultation.is_public:
        return []
    leads = AgendaSegment.objects.filter(session=OuterRef("pk"), poll__kind=Wave.Kind.AFTER)
    found = Session.objects.filter(consultation=consultation, starts_at__isnull=False).annotate(leads=Exists(leads))
    sessions = list(found.select_related("group").prefetch_related("also").order_by("starts_at", "pk"))
    for session in sessions:
        session.consultation = consultation
    return [{"key": day(one.starts_at), "value": _said(one, one.leads)} for one in sessions]


def _said(session: Session, ends_first: bool) -> str:
    announced = session.announced_on
    told = f"said here since {day(announced)}" if announced else "not announced beforehand"
    if session.is_planned:
        told = f"said here since {day(session.dated_at)}"
    then = {Session.State.LIVE: "It is running.", Session.State.ENDED: "It took place."}.get(
        session.State(session.state), ""
    )
    if session.is_planned and session.starts_at and local_day(session.starts_at) < clock.today():
        then, ends_first = "Its day has passed, and nobody has run it here.", False
    words = [f"{session.names}, {told}.", then, ENDS_FIRST if ends_first and not session.is_ended else ""]
    return " ".join(part for part in words if part)
