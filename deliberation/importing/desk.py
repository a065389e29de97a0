"""What records of meetings put on the desks of staff."""

from django.db.models import Count, QuerySet

from consultations.access import Do
from consultations.desk import desk
from consultations.desk.looking import Look
from consultations.models import Membership
from consultations.seating import sides_of
from deliberation.models import ImportedRecord, RecordStanding


def _waiting() -> QuerySet[ImportedRecord]:
    return ImportedRecord.objects.filter(standing=RecordStanding.WAITS).exclude(contributions=None)


@desk.found(Look(_waiting, "consultation", Do.CONFIRM_RECORD.stages))
def records_to_confirm(members: list[Membership]) -> list[desk.Todo]:
    """Records that count nowhere until somebody confirms them: not whoever had a hand in them, nor of their side."""
    among = [m.consultation_id for m in members if m.consultation.stage in Do.CONFIRM_RECORD.stages]
    waiting = _waiting().filter(consultation__in=among).exclude(brought_by__in=sides_of(members))
    counts = waiting.order_by().values_list("consultation").annotate(n=Count("pk", distinct=True))
    return desk.counted(members, counts, "Confirm records of meetings", "records")
