"""What a verdict puts on the desks of staff: reasons to read."""

from django.db.models import Count

from consultations.access import Do
from consultations.desk import desk
from consultations.models import Membership
from consultations.stages.timeline import link
from outcomes.models import VerdictReason
from outcomes.verdicts import verdicts


def reasons_to_read(members: list[Membership]) -> list[desk.Todo]:
    known = {
        m.consultation_id: m.consultation
        for m in members
        if m.consultation.stage in Do.READ_VERDICT_REASONS.stages and verdicts.has_closed(m.consultation)
    }
    where = "answer__response__report__consultation"
    waiting = VerdictReason.objects.filter(**{f"{where}__in": list(known)}, state=VerdictReason.State.WAITING)
    counts = waiting.order_by().values_list(where).annotate(n=Count("pk"))
    return [
        desk.Todo(
            "Read what residents say of the answer",
            link("verdict_reasons", known[pk].slug),
            known[pk].title,
            status=f"{count} waiting",
        )
        for pk, count in counts
    ]
