"""What a verdict puts on the desks of staff: reasons to read."""

from django.db.models import Count, QuerySet

from consultations.access import Do
from consultations.desk import desk
from consultations.desk.looking import Look
from consultations.models import Membership
from consultations.stages.timeline import link
from outcomes.models import VerdictReason
from outcomes.verdicts import verdicts

WHERE = "answer__response__report__consultation"


def _waiting() -> QuerySet[VerdictReason]:
    return VerdictReason.objects.filter(state=VerdictReason.State.WAITING)


@desk.found(Look(_waiting, WHERE, Do.READ_VERDICT_REASONS.stages))
def reasons_to_read(members: list[Membership]) -> list[desk.Todo]:
    known = {
        m.consultation_id: m.consultation
        for m in members
        if m.consultation.stage in Do.READ_VERDICT_REASONS.stages and verdicts.has_closed(m.consultation)
    }
    waiting = _waiting().filter(**{f"{WHERE}__in": list(known)})
    counts = waiting.order_by().values_list(WHERE).annotate(n=Count("pk"))
    return [
        desk.Todo(
            "Read what residents say of the answer",
            link("verdict_reasons", known[pk].slug),
            known[pk].title,
            status=f"{count} waiting",
        )
        for pk, count in counts
    ]
