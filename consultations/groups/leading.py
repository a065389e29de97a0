"""The safeguarding lead: who is told at once when a person may be at risk. One facilitator, and never nobody."""

from audit import clock
from audit.record import record
from audit.wiring import wired
from consultations.models import Consultation, Membership, Role
from consultations.models.consultation import HIDDEN_STAGES
from consultations.notifications import notifications
from people.models import User


def nobody_leads(consultation: Consultation, role: Role) -> bool:
    """Whether a facilitator seated now leads without being named: people take part, and nobody else would be told."""
    if role != Role.FACILITATOR or consultation.stage_behind_pause in HIDDEN_STAGES:
        return False  # before it is announced the gate asks for one by name
    return not consultation.memberships.current().filter(role=role, is_safeguarding_lead=True).exists()


def name(member: Membership, actor: Membership | User | None, why: str = "") -> None:
    """Part of an act: in place of whoever was. The facilitators are told, and the new lead of all that waits.

    `why`: words after the name, such as “: Jo Moss has left”.
    """
    consultation = member.consultation
    consultation.memberships.exclude(pk=member.pk).filter(is_safeguarding_lead=True).update(is_safeguarding_lead=False)
    member.is_safeguarding_lead = True
    member.save(update_fields=["is_safeguarding_lead"])
    called = member.public_name
    record("safeguarding_lead_named", actor=actor, subject=member, consultation=consultation.slug, summary=called)
    notifications.tell(
        consultation,
        notifications.FACILITATORS,
        f"lead {member.pk} {clock.now():%Y-%m-%d %H:%M:%S}",
        f"{called} is the safeguarding lead now{why}. Look at what waits for you",
        "consultation_desk",
    )
    for tell in wired("ON_NAMING_LEAD"):
        tell(consultation)


def hand_on(member: Membership, actor: Membership | User | None) -> None:
    """As a role ends: the lead facilitator follows, or whoever came first."""
    others = member.consultation.memberships.current().filter(role=Role.FACILITATOR).exclude(pk=member.pk)
    next_one = others.order_by("-is_lead", "pk").first() if member.is_safeguarding_lead else None
    if next_one is not None and not others.filter(is_safeguarding_lead=True).exists():
        name(next_one, actor, f": {member.public_name} has left")
