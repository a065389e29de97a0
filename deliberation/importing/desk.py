"""What records of meetings put on the desks of staff."""

from django.db.models import Count

from consultations.access import Do
from consultations.desk import desk
from consultations.models import Membership
from consultations.seating import sides_of
from deliberation.models import ImportedRecord, RecordStanding


def records_to_confirm(members: list[Membership]) -> list[desk.Todo]:
    """Records that count nowhere until somebody confirms them: not whoever had a hand in them, nor of their side."""
    among = [m.consultation_id for m in members if m.consultation.stage in Do.CONFIRM_RECORD.stages]
    waiting = ImportedRecord.objects.filter(consultation__in=among, standing=RecordStanding.WAITS)
    waiting = waiting.exclude(contributions=None).exclude(brought_by__in=sides_of(members))
    counts = waiting.order_by().values_list("consultation").annotate(n=Count("pk", distinct=True))
    return desk.counted(members, counts, "Confirm records of meetings", "records")
