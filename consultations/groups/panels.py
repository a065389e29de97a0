"""The oversight panel: what it has to be, what it lacks of that, how its members stand to what is asked about."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Count, Q

from audit.record import record
from consultations import access, numbers
from consultations.access import Do
from consultations.models import Consultation, Membership, Offer, Role, Standpoint
from people.errors import Refused
from people.models import Person
from people.text.sentences import many, spelled

POLICY = (
    f"The panel has at least {spelled(numbers.SIGNATURES)} members who depend neither on the facilitators nor on the "
    "police: among them one sceptic and one practitioner, who have said so of themselves."
)
#: What somebody has to be, and what is said to everybody where nobody is.
NEEDED = {
    Standpoint.SCEPTIC: "Nobody on the panel has said that they are a sceptic.",
    Standpoint.PRACTITIONER: "Nobody on the panel has said that they are a practitioner.",
}


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


def members_of(consultation: Consultation) -> list[Membership]:
    """Who is on it now, in the order in which they came."""
    return list(consultation.memberships.current().filter(role=Role.OVERSIGHT).select_related("user"))


def lacks(members: Iterable[Membership]) -> list[str]:
    """What a panel lacks of the policy, in sentences for everybody. Each member counts as one thing."""
    seated = list(members)
    found = []
    if len(seated) < numbers.SIGNATURES:
        has = f"has {many(len(seated), 'member')}" if seated else "has no members"
        found.append(f"The panel {has} now: fewer than {spelled(numbers.SIGNATURES)}.")
    declared = {one.standpoint for one in seated}
    return found + [said for needed, said in NEEDED.items() if needed not in declared]


@transaction.atomic
def declare(consultation: Consultation, standpoint: str, *, by: Person) -> Membership:
    """A panel member says in public how they stand to what is asked about. One thing, and fixed once they have signed.

    Whoever could say another thing after signing could be counted as both, one after the other.
    """
    Consultation.objects.select_for_update().get(pk=consultation.pk)
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
