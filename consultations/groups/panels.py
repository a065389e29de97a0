"""Which consultations lack panel members: for administrators, who offer the first seats."""

from dataclasses import dataclass

from django.db.models import Count, Q

from consultations import numbers
from consultations.access import Do
from consultations.models import Consultation, Offer, Role
from people.text.sentences import many


@dataclass(frozen=True)
class Panel:
    consultation: Consultation
    seated: int
    offered: int

    @property
    def said(self) -> str:
        seated = f"{many(self.seated, 'panel member')} of {numbers.SIGNATURES}"
        return f"{seated}, {many(self.offered, 'seat')} offered" if self.offered else seated


def incomplete() -> list[Panel]:
    """Those at a stage where seats can be given, with fewer members than a briefing needs signatures."""
    seats = Q(memberships__role=Role.OVERSIGHT, memberships__withdrawn_at=None)
    waiting = Q(offers__role=Role.OVERSIGHT, offers__state=Offer.State.OFFERED)
    found = (
        Consultation.objects.filter(stage__in=Do.APPOINT_PANEL.stages)
        .annotate(
            seated=Count("memberships", filter=seats, distinct=True),
            offered=Count("offers", filter=waiting, distinct=True),
        )
        .filter(seated__lt=numbers.SIGNATURES)
    )
    return [Panel(one, vars(one)["seated"], vars(one)["offered"]) for one in found.order_by("created_at", "pk")]
