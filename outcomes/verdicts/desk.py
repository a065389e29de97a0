"""What a verdict puts on the desks of staff: reasons to read."""

from django.db.models import Count

from consultations.access import Do
from consultations.desk import desk
from consultations.models import Membership
from consultations.stages.timeline import link
from outcomes.models import VerdictReason
from outcomes.verdicts import verdicts


def reasons_to_read(members: list[Membership]) -> list[desk.Todo]:
    """For facilitators: every reason that nobody has read."""
    title = "Read what residents say of the answer"
    return _todos(members, Do.READ_VERDICT_REASONS, VerdictReason.State.WAITING, title)


def reasons_to_settle(members: list[Membership]) -> list[desk.Todo]:
    """For the panel: what a facilitator would leave out."""
    title = "Say whether residents’ reasons are left out"
    return _todos(members, Do.AGREE_TO_LEAVE_OUT, VerdictReason.State.PROPOSED, title)


def _todos(members: list[Membership], do: Do, state: str, title: str) -> list[desk.Todo]:
    known = {
        m.consultation_id: m.consultation
        for m in members
        if m.consultation.stage in do.stages and verdicts.has_closed(m.consultation)
    }
    where = "answer__response__report__consultation"
    waiting = VerdictReason.objects.filter(**{f"{where}__in": list(known)}, state=state)
    counts = waiting.order_by().values_list(where).annotate(n=Count("pk"))
    return [
        desk.Todo(title, link("verdict_reasons", known[pk].slug), known[pk].title, status=f"{count} waiting")
        for pk, count in counts
    ]
