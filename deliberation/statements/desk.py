"""What statements put on the desks of staff."""

from django.db.models import Count

from consultations.desk import desk
from consultations.models import Membership
from consultations.seating import sides_of
from deliberation.models import Statement


def statements_that_wait(members: list[Membership]) -> list[desk.Todo]:
    among = [m.consultation_id for m in members if m.consultation.is_open]
    where = "conversation__wave__poll__consultation"
    held = Statement.objects.filter(state=Statement.State.HELD, second_look=False, **{f"{where}__in": among})
    counts = held.order_by().values_list(where).annotate(n=Count("pk"))
    return desk.counted(members, counts, "Read the statements that wait", "conversations")


def second_looks(members: list[Membership]) -> list[desk.Todo]:
    """Statements their authors ask somebody else to look at: not for whoever decided first, nor their side."""
    among = [m.consultation_id for m in members if m.consultation.is_open]
    where = "conversation__wave__poll__consultation"
    held = Statement.objects.filter(state=Statement.State.HELD, second_look=True, **{f"{where}__in": among})
    held = held.exclude(decisions__decided_by__in=sides_of(members))
    counts = held.order_by().values_list(where).annotate(n=Count("pk"))
    return desk.counted(members, counts, "Look at a statement again", "conversations")
