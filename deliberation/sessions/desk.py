"""What live sessions put on the desks of staff."""

from django.db.models import Q, QuerySet

from audit import clock
from consultations.access import Do
from consultations.desk import desk
from consultations.desk.looking import Look
from consultations.models import Membership
from consultations.stages.timeline import link
from deliberation.models import Session
from people.text.dates import hour


def _today() -> QuerySet[Session]:
    planned = Q(state=Session.State.PLANNED, starts_at__date=clock.today())
    return Session.objects.filter(Q(state=Session.State.LIVE) | planned)


@desk.found(Look(_today, "consultation", Do.RUN_SESSION.stages))
def sessions_today(members: list[Membership]) -> list[desk.Todo]:
    """Those that run and those planned for today: with a room waiting, the console is one press away."""
    known = {m.consultation_id: m.consultation for m in members if m.consultation.stage in Do.RUN_SESSION.stages}
    return [
        desk.Todo(
            f"Lead the session: {session}",
            link("console", session.code),
            known[session.consultation_id].title,
            status=f"Today, {hour(at)}"
            if (at := session.starts_at) and session.state == Session.State.PLANNED
            else "Running now",
        )
        for session in _today().filter(consultation__in=known)
    ]
