"""Who runs, checks and answers a consultation: appointed by name, dismissed, and the officer's duty accepted."""

from django.db import IntegrityError, transaction

from audit import clock
from audit.record import record
from consultations import access
from consultations.access import Do
from consultations.models import STAFF, Consultation, Membership, Role
from people.errors import Refused
from people.models import Person, User
from people.signin import sign_ins
from people.text.names import checked_name
from people.text.sanitising import one_line


@transaction.atomic
def appoint(
    consultation: Consultation,
    user: User,
    role: Role,
    *,
    by: Person,
    is_lead: bool = False,
    is_safeguarding_lead: bool = False,
    organisation: str = "",
) -> Membership:
    """Give a role at once: for the demonstration, imports and tests. No page leads here: people get offers (offers)."""
    actor = access.require(by, consultation, Do.APPOINT)
    return seat(
        consultation,
        user,
        role,
        actor=actor,
        is_lead=is_lead,
        is_safeguarding_lead=is_safeguarding_lead,
        organisation=organisation,
    )


@transaction.atomic
def seat(
    consultation: Consultation,
    user: User,
    role: Role,
    *,
    actor: Membership | None = None,
    is_lead: bool = False,
    is_safeguarding_lead: bool = False,
    organisation: str = "",
) -> Membership:
    """Give the role: `actor` None, to whoever has accepted it themselves. Raises Refused for a conflict of roles."""
    if role not in STAFF:
        raise Refused("Participants join by themselves, with an invitation.")
    access.refuse_conflict(user, consultation, role)
    if user.is_guest:
        raise Refused("Staff need an account: appoint them by their e-mail address.")
    if not user.name:
        raise Refused("Staff act under their own name: give the person’s name.")
    others = consultation.memberships.exclude(user=user).select_related("user")
    checked_name(user.name, [other.public_name for other in others if other.role != Role.PARTICIPANT])
    try:
        with transaction.atomic():
            member, _ = Membership.objects.update_or_create(
                consultation=consultation,
                user=user,
                defaults={
                    "role": role,
                    "pseudonym": user.name,
                    "organisation": one_line(organisation),
                    "is_lead": is_lead,
                    "is_safeguarding_lead": is_safeguarding_lead,
                    "withdrawn_at": None,
                },
            )
    except IntegrityError as error:
        raise Refused(
            f"Somebody called {user.name} is already here. Add a middle initial to tell them apart."
        ) from error
    record(
        "appointed",
        actor=actor or member,
        subject=member,
        consultation=consultation.slug,
        summary=f"{user.name}: {Role(role).label.lower()}",
    )
    return member


@transaction.atomic
def dismiss(member: Membership, *, by: Person) -> None:
    """End a staff role and sign the person out everywhere. What they did stays, under their name."""
    actor = access.require(by, member.consultation, Do.APPOINT)
    if member.role == Role.PARTICIPANT or member == actor:
        raise Refused("You can only end the role of another member of staff.")
    member.withdrawn_at = clock.now()
    member.save(update_fields=["withdrawn_at"])
    if member.user is not None:
        sign_ins.end_all(member.user)
    record("dismissed", actor=actor, subject=member, consultation=member.consultation.slug, summary=member.public_name)


@transaction.atomic
def accept_duty(consultation: Consultation, *, by: Person) -> Membership:
    """The accountable officer accepts the duty to answer every recommendation in public."""
    member = access.require(by, consultation, Do.ACCEPT_DUTY)
    member.accepted_at = clock.now()
    member.save(update_fields=["accepted_at"])
    record(
        "duty_accepted",
        actor=member,
        subject=member,
        consultation=consultation.slug,
        summary=f"{member.public_name} answers for the force",
    )
    return member
