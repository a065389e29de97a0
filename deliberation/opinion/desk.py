"""What opinion groups put on the desks of staff."""

from django.db.models import Count, QuerySet

from consultations.access import Do
from consultations.desk import desk
from consultations.desk.looking import Look
from consultations.models import Membership
from deliberation.models import Conversation, Wave

WHERE = "wave__poll__consultation"


def _closed() -> QuerySet[Conversation]:
    return Conversation.objects.filter(wave__state=Wave.State.CLOSED, wave__opinion_counts=None)


@desk.found(Look(_closed, WHERE, Do.COUNT_OPINION.stages))
def opinion_to_count(members: list[Membership]) -> list[desk.Todo]:
    among = [m.consultation_id for m in members if m.consultation.stage in Do.COUNT_OPINION.stages]
    counts = _closed().filter(**{f"{WHERE}__in": among}).order_by().values_list(WHERE).annotate(n=Count("pk"))
    return desk.counted(members, counts, "Count a conversation that has closed", "conversations")
