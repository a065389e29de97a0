"""What statements put on the desks of staff."""

from django.db.models import Count, QuerySet

from consultations.access import Do
from consultations.desk import desk
from consultations.desk.looking import Look
from consultations.models import Membership, Stage
from consultations.seating import sides_of
from deliberation.models import Statement

WHERE = "conversation__wave__poll__consultation"


def _held(*, second_look: bool) -> QuerySet[Statement]:
    return Statement.objects.filter(state=Statement.State.HELD, second_look=second_look)


@desk.found(Look(lambda: _held(second_look=False), WHERE, {Stage.OPEN}))
def statements_that_wait(members: list[Membership]) -> list[desk.Todo]:
    among = [m.consultation_id for m in members if m.consultation.is_open]
    held = _held(second_look=False).filter(**{f"{WHERE}__in": among})
    counts = held.order_by().values_list(WHERE).annotate(n=Count("pk"))
    return desk.counted(members, counts, "Read the statements that wait", "conversations")


@desk.found(Look(lambda: _held(second_look=True), WHERE, Do.DECIDE_STATEMENT_AGAIN.stages))
def second_looks(members: list[Membership]) -> list[desk.Todo]:
    """Statements their authors ask somebody else to look at: not for whoever decided first, nor their side."""
    among = [m.consultation_id for m in members if m.consultation.stage in Do.DECIDE_STATEMENT_AGAIN.stages]
    held = _held(second_look=True).filter(**{f"{WHERE}__in": among})
    held = held.exclude(decisions__decided_by__in=sides_of(members))
    counts = held.order_by().values_list(WHERE).annotate(n=Count("pk"))
    return desk.counted(members, counts, "Look at a statement again", "conversations")
