"""What a request to withdraw a consultation puts on the desks of the panel."""

from django.db.models import QuerySet

from consultations.access import Do
from consultations.desk import desk
from consultations.desk.looking import Look
from consultations.models import Membership, WithdrawalAgreement, WithdrawalRequest
from consultations.stages.timeline import link


def _asked() -> QuerySet[WithdrawalRequest]:
    return WithdrawalRequest.objects.filter(state=WithdrawalRequest.State.ASKED)


@desk.found(Look(_asked, "consultation", Do.DECIDE_WITHDRAWAL.stages))
def withdrawals_to_decide(members: list[Membership]) -> list[desk.Todo]:
    """For each member who has neither agreed nor refused."""
    known = {m.consultation_id: m for m in members if m.consultation.stage in Do.DECIDE_WITHDRAWAL.stages}
    found = _asked().filter(consultation__in=known).select_related("asked_by", "consultation")
    agreed = set(
        WithdrawalAgreement.objects.filter(request__in=found, member__in=known.values()).values_list(
            "request", flat=True
        )
    )
    return [
        desk.Todo(
            "The police ask to withdraw this: agree or refuse",
            link("withdrawal", one.consultation.slug),
            one.consultation.title,
            status="Not decided",
        )
        for one in found
        if one.pk not in agreed and not one.why_it_fell
    ]
