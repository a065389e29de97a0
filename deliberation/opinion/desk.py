"""What opinion groups put on the desks of staff."""

from django.db.models import Count

from consultations.access import Do
from consultations.desk import desk
from consultations.models import Membership
from deliberation.models import Conversation, Wave


def opinion_to_count(members: list[Membership]) -> list[desk.Todo]:
    among = [m.consultation_id for m in members if m.consultation.stage in Do.COUNT_OPINION.stages]
    closed = Conversation.objects.filter(wave__state=Wave.State.CLOSED, wave__opinion_counts=None)
    where = "wave__poll__consultation"
    counts = closed.filter(**{f"{where}__in": among}).order_by().values_list(where).annotate(n=Count("pk"))
    return desk.counted(members, counts, "Count a conversation that has closed", "conversations")
