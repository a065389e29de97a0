"""Which consultations lack panel members, for administrators; and how a member stands to what is asked about."""

from dataclasses import dataclass

from django.db import transaction
from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from audit.record import record
from consultations import access, numbers
from consultations.access import Do
from consultations.models import Consultation, Membership, Offer, Role, SeatNotice, Stage, Standpoint
from people.errors import Refused
from people.models import Person
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


def fell_short() -> QuerySet[Consultation]:
    """Public, and with fewer members than sign: they cannot offer seats themselves. An administrator does.

    The newest first, and none that is over: one whose panel was erased years ago would stand before one that waits.
    """
    seats = Q(memberships__role=Role.OVERSIGHT, memberships__withdrawn_at=None)
    going_on = Consultation.objects.public().filter(stage__in=Do.APPOINT_PANEL.stages).exclude(stage=Stage.COMPLETED)
    found = going_on.annotate(seated=Count("memberships", filter=seats)).filter(seated__lt=numbers.SIGNATURES)
    return found.order_by("-created_at", "-pk")


def without_facilitator() -> QuerySet[Consultation]:
    """Nobody runs these any more: posts wait unread, and nobody can be let in. An administrator offers the role.

    The newest first, and none that is over.
    """
    seated = Membership.objects.current().filter(consultation=OuterRef("pk"), role=Role.FACILITATOR)
    going_on = Consultation.objects.filter(stage__in=Do.APPOINT_FACILITATOR.stages).exclude(stage=Stage.COMPLETED)
    return going_on.filter(~Exists(seated)).order_by("-created_at", "-pk")


def objected_to() -> QuerySet[SeatNotice]:
    """Seats that somebody objects to: an administrator decides."""
    found = SeatNotice.objects.filter(state=SeatNotice.State.OBJECTED, consultation__stage__in=Do.APPOINT_PANEL.stages)
    return found.select_related("consultation").order_by("announced_at")


@transaction.atomic
def declare(consultation: Consultation, standpoint: str, *, by: Person) -> Membership:
    """A panel member says in public how they stand to what is asked about. One thing, and fixed once they have signed.

    Whoever could say another thing after signing could be counted as both, one after the other.
    """
    Consultation.objects.select_for_update(no_key=True).get(pk=consultation.pk)
    member = access.require(by, consultation, Do.DECLARE_STANDPOINT)
    said = Standpoint(standpoint)
    member.refresh_from_db(fields=["standpoint"])
    if member.standpoint == said:
        return member
    if member.standpoint and member.signoffs.exists():
        raise Refused("You have signed under what you said before, so it stays.")
    member.standpoint = said
    member.save(update_fields=["standpoint"])
    words = f"{member.public_name}: {member.standpoint_words}"
    record("standpoint_declared", actor=member, subject=member, consultation=consultation.slug, summary=words)
    return member
