"""Joining and leaving: invitations, consent, pseudonyms and the link between a person and their ballots."""

import secrets
from datetime import timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F

from audit import clock
from audit.record import record
from consultations import access
from consultations.access import Do
from consultations.models import (
    STAFF,
    Consent,
    Consultation,
    Group,
    InvitationCode,
    Membership,
    ParticipantProfile,
    ParticipationToken,
    Role,
    Stage,
    TokenLink,
)
from people.errors import Refused
from people.text import one_line

CONSENT_VERSION = "2026-11"
CODE_ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # 32 signs without look-alikes: 10 of them are 50 bits
BIRDS = [
    "Avocet", "Bittern", "Blackbird", "Bluetit", "Bunting", "Chaffinch", "Cormorant", "Crane", "Curlew", "Dipper",
    "Dove", "Dunlin", "Dunnock", "Eider", "Fieldfare", "Firecrest", "Fulmar", "Gannet", "Goldcrest", "Goldfinch",
    "Goosander", "Grebe", "Guillemot", "Harrier", "Heron", "Hobby", "Jackdaw", "Kestrel", "Kingfisher", "Kite",
    "Knot", "Lapwing", "Linnet", "Martin", "Merlin", "Moorhen", "Nuthatch", "Oriole", "Osprey", "Petrel",
    "Pipit", "Plover", "Puffin", "Redpoll", "Redstart", "Robin", "Sandpiper", "Shearwater", "Siskin", "Skylark",
    "Snipe", "Sparrow", "Starling", "Swallow", "Swift", "Teal", "Tern", "Thrush", "Turnstone", "Wagtail",
    "Warbler", "Waxwing", "Wheatear", "Whimbrel", "Wigeon", "Woodcock", "Wren", "Yellowhammer",
]  # fmt: skip


def new_pseudonym(consultation: Consultation) -> str:
    """A bird and a number, unused here. Drawn afresh in each consultation, so it links nobody across them."""
    taken = set(consultation.memberships.values_list("pseudonym", flat=True))
    for _ in range(1000):
        name = f"{secrets.choice(BIRDS)} {secrets.randbelow(90) + 10}"
        if name not in taken:
            return name
    return f"{secrets.choice(BIRDS)} {secrets.randbelow(900_000) + 1000}"


@transaction.atomic
def join(
    consultation: Consultation,
    *,
    by: Any,
    consents: set[Consent.Item],
    group: Group | None = None,
    invitation: InvitationCode | None = None,
    age_band: str = "",
    borough: str = "",
) -> Membership:
    """Become a participant. `by` None makes a participant without an account (paper, a recorded room).

    Raises Refused without the consent to take part, for a second standing, or when joining is not possible.
    """
    if Consent.Item.TAKE_PART not in consents:
        raise Refused("To join, tick that you agree to take part. The other choices are up to you.")
    joinable = consultation.stage == Stage.ANNOUNCED or consultation.is_open
    if by is not None and not joinable:
        raise Refused("This consultation is not open for joining. You can still read everything it published.")
    group = _group_to_join(consultation, group, invitation, by)
    if by is not None:
        _refuse_second_standing(consultation, by)
    if invitation is not None:
        _use(invitation)
    member = Membership.objects.create(
        consultation=consultation, user=by, role=Role.PARTICIPANT, group=group, pseudonym=new_pseudonym(consultation)
    )
    Consent.objects.bulk_create(
        Consent(membership=member, item=item, text_version=CONSENT_VERSION) for item in sorted(consents)
    )
    token = ParticipationToken.objects.create(consultation=consultation)
    TokenLink.objects.create(token=token, membership=member)
    ParticipantProfile.objects.create(token=token, group=group, age_band=age_band, borough=one_line(borough)[:60])
    record("joined", actor=member, subject=member, consultation=consultation.slug, summary=str(group or ""))
    return member


def _group_to_join(
    consultation: Consultation, group: Group | None, invitation: InvitationCode | None, by: Any
) -> Group | None:
    if invitation is not None:
        return invitation.group
    if group is None and by is not None and not consultation.joining_is_open:
        raise Refused("You need an invitation to join this consultation. Ask the facilitator for a link.")
    if group is None and consultation.joining_is_open:
        group, _ = Group.objects.get_or_create(
            consultation=consultation, name="Open responses", defaults={"is_open": True, "target_size": 0}
        )
    return group


def _refuse_second_standing(consultation: Consultation, user: Any) -> None:
    held = Membership.objects.filter(user=user, consultation=consultation).first()
    if held is None:
        return
    if held.withdrawn_at is not None:
        raise Refused("You left this consultation. Ask the facilitator if you want to come back.")
    if held.role == Role.PARTICIPANT:
        raise Refused("You have already joined.")
    access.refuse_conflict(user, consultation, Role.PARTICIPANT)


def _use(invitation: InvitationCode) -> None:
    """Take one use, in one statement: two people cannot share the last one."""
    used = InvitationCode.objects.filter(pk=invitation.pk, uses_left__gt=0).update(uses_left=F("uses_left") - 1)
    if not used:
        raise Refused("This invitation has been used up. Ask the facilitator for a new link.")


@transaction.atomic
def invite(group: Group, *, by: Any, uses: int = 20, days: int = 30) -> InvitationCode:
    """A new invitation code for `group`: 50 bits, `uses` uses, valid `days` days."""
    member = access.require(by, group.consultation, Do.INVITE)
    if not 1 <= uses <= 5000 or not 1 <= days <= 365:
        raise Refused("Choose 1 to 5,000 uses and 1 to 365 days.")
    invitation = InvitationCode.objects.create(
        consultation=group.consultation,
        group=group,
        code="".join(secrets.choice(CODE_ALPHABET) for _ in range(10)),
        uses_left=uses,
        expires_at=clock.now() + timedelta(days=days),
    )
    record("invited", actor=member, subject=invitation, consultation=group.consultation.slug, summary=group.name)
    return invitation


@transaction.atomic
def revoke(invitation: InvitationCode, *, by: Any) -> None:
    """Stop an invitation from being used again."""
    member = access.require(by, invitation.consultation, Do.INVITE)
    invitation.revoked_at = clock.now()
    invitation.save(update_fields=["revoked_at"])
    record("invitation_revoked", actor=member, subject=invitation, consultation=invitation.consultation.slug)


def redeem(code: str, *, by: Any) -> InvitationCode:
    """The usable invitation behind a typed code. Raises Refused: wrong, used up, expired and revoked sound alike."""
    typed = "".join(code.upper().split()).replace("-", "")
    invitation = InvitationCode.objects.select_related("consultation", "group").filter(code=typed).first()
    if invitation is None or not invitation.is_usable:
        raise Refused("This invitation does not work. It may be mistyped, used up or out of date: ask for a new one.")
    return invitation


@transaction.atomic
def appoint(
    consultation: Consultation,
    user: Any,
    role: Role,
    *,
    by: Any,
    is_lead: bool = False,
    is_safeguarding_lead: bool = False,
    organisation: str = "",
) -> Membership:
    """Give a member of staff a role. Raises Refused for a conflict of roles."""
    actor = access.require(by, consultation, Do.APPOINT)
    if role not in STAFF:
        raise Refused("Participants join by themselves, with an invitation.")
    access.refuse_conflict(user, consultation, role)
    if not user.name:
        raise Refused("Staff act under their own name: give the person’s name.")
    try:
        with transaction.atomic():
            member, _ = Membership.objects.update_or_create(
                consultation=consultation,
                user=user,
                defaults={
                    "role": role, "pseudonym": user.name, "organisation": one_line(organisation), "is_lead": is_lead,
                    "is_safeguarding_lead": is_safeguarding_lead, "withdrawn_at": None,
                },
            )  # fmt: skip
    except IntegrityError as error:
        raise Refused(
            f"Somebody called {user.name} is already here. Add a middle initial to tell them apart."
        ) from error
    record(
        "appointed", actor=actor, subject=member, consultation=consultation.slug,
        summary=f"{user.name}: {Role(role).label.lower()}",
    )  # fmt: skip
    return member


@transaction.atomic
def dismiss(member: Membership, *, by: Any) -> None:
    """End a staff role. What the person did stays, under their name."""
    actor = access.require(by, member.consultation, Do.APPOINT)
    if member.role == Role.PARTICIPANT or member == actor:
        raise Refused("You can only end the role of another member of staff.")
    member.withdrawn_at = clock.now()
    member.save(update_fields=["withdrawn_at"])
    record("dismissed", actor=actor, subject=member, consultation=member.consultation.slug, summary=member.public_name)


@transaction.atomic
def accept_duty(consultation: Consultation, *, by: Any) -> Membership:
    """The accountable officer accepts the duty to answer every recommendation in public."""
    member = access.require(by, consultation, Do.ACCEPT_DUTY)
    member.accepted_at = clock.now()
    member.save(update_fields=["accepted_at"])
    record(
        "duty_accepted", actor=member, subject=member, consultation=consultation.slug,
        summary=f"{member.public_name} answers for the force",
    )  # fmt: skip
    return member


@transaction.atomic
def set_consent(consultation: Consultation, item: Consent.Item, given: bool, *, by: Any) -> None:
    """Give or withdraw one optional consent. To withdraw TAKE_PART is to leave: use `withdraw`."""
    member = access.membership_of(by, consultation)
    if member is None or member.role != Role.PARTICIPANT:
        raise access.NotAllowed("consent")
    if item == Consent.Item.TAKE_PART:
        raise Refused("To stop taking part, leave the consultation.")
    active = Consent.objects.filter(membership=member, item=item, withdrawn_at=None)
    if given == active.exists():
        return
    if given:
        Consent.objects.create(membership=member, item=item, text_version=CONSENT_VERSION)
    else:
        active.update(withdrawn_at=clock.now())
    action = "consent_given" if given else "consent_withdrawn"
    record(action, actor=member, subject=member, consultation=consultation.slug, summary=Consent.Item(item).label)


#: What later rooms do when somebody leaves, in the same transaction (deliberation hides contributions).
on_leaving: list[Any] = []


@transaction.atomic
def withdraw(consultation: Consultation, *, by: Any) -> None:
    """Leave: consents end, contributions are hidden, and, until findings are out, ballots and profile go too."""
    member = access.membership_of(by, consultation)
    if member is None or member.role != Role.PARTICIPANT:
        raise access.NotAllowed("withdraw")
    member.withdrawn_at = clock.now()
    member.save(update_fields=["withdrawn_at"])
    Consent.objects.filter(membership=member, withdrawn_at=None).update(withdrawn_at=clock.now())
    for hook in on_leaving:
        hook(member)
    ParticipationToken.objects.filter(link__membership=member).delete()  # ballots and profile go with it
    record("left", actor=member, subject=member, consultation=consultation.slug)


def token_for(member: Membership) -> ParticipationToken | None:
    """The token the member's ballots hang on; None once findings are published."""
    return ParticipationToken.objects.filter(link__membership=member).first()
