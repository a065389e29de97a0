"""Joining and leaving: invitations, consent, pseudonyms and the link between a person and their ballots."""

from typing import Any

from django.db import IntegrityError, transaction

from audit import clock
from audit.record import record
from consultations import access
from consultations.access import Do
from consultations.invitations import invite, redeem, revoke, use
from consultations.models import (
    STAFF,
    Consent,
    Consultation,
    Group,
    InvitationCode,
    Membership,
    Newcomer,
    ParticipantProfile,
    ParticipationToken,
    Role,
    Stage,
    TokenLink,
)
from consultations.pseudonyms import new_pseudonym
from consultations.wording import CONSENT_VERSION
from people import guests, signins
from people.errors import Refused
from people.models import User
from people.names import checked_name
from people.text import one_line

__all__ = ["CONSENT_VERSION", "invite", "join", "join_as_guest", "new_pseudonym", "redeem", "revoke", "withdraw"]


@transaction.atomic
def join_as_guest(consultation: Consultation, *, key: str, **choices: Any) -> User:
    """Join without an account, by an invitation or a session's code. `key` is the form's: the same form joins once.

    Returns the guest, to be welcomed into the browser (people.guests). Raises as `join` does.
    """
    user, is_new = guests.create(key)
    if is_new or not user.memberships.filter(consultation=consultation).exists():
        join(consultation, by=user, **choices)
    return user


@transaction.atomic
def join(
    consultation: Consultation,
    *,
    by: Any,
    consents: set[Consent.Item],
    group: Group | None = None,
    invitation: InvitationCode | None = None,
    **about: str,
) -> Membership:
    """Become a participant. `by` None makes a participant without an account (paper, a recorded room).

    `about`: what the person says about themself (ParticipantProfile.ABOUT). Raises Refused without the consent to
    take part, for a second standing, or when joining is not possible.
    """
    if by is None:  # a record that is brought in may be brought in late
        _refuse_without_consent(consents)
    else:
        refuse_unless_possible(consultation, by, consents)
    group = _group_to_join(consultation, group, invitation, by)
    if invitation is not None:
        use(invitation)
    member = _new_member(consultation, by, group)
    if by is not None:
        Newcomer.objects.filter(user=by, consultation=consultation).delete()
    Consent.objects.bulk_create(
        Consent(membership=member, item=item, text_version=CONSENT_VERSION) for item in sorted(consents)
    )
    token = ParticipationToken.objects.create(consultation=consultation)
    TokenLink.objects.create(token=token, membership=member)
    ParticipantProfile.objects.create(token=token, group=group, **_about(about))
    record("joined", actor=member, subject=member, consultation=consultation.slug, summary=str(group or ""))
    return member


def refuse_unless_possible(consultation: Consultation, user: Any, consents: set[Consent.Item]) -> None:
    """Raise Refused when this person (None: a stranger) cannot become a participant now."""
    _refuse_without_consent(consents)
    if not (consultation.stage == Stage.ANNOUNCED or consultation.is_open):
        raise Refused("This consultation is not open for joining. You can still read everything it published.")
    if user is not None:
        _refuse_second_standing(consultation, user)


def _refuse_without_consent(consents: set[Consent.Item]) -> None:
    if Consent.Item.TAKE_PART not in consents:
        raise Refused("To join, tick that you agree to take part. The other choices are up to you.")


def _new_member(consultation: Consultation, user: Any, group: Group | None) -> Membership:
    """Two people may draw one name at the same moment: the database lets the first have it, the other draws again."""
    for _ in range(20):
        try:
            with transaction.atomic():
                return Membership.objects.create(
                    consultation=consultation, user=user, role=Role.PARTICIPANT, group=group,
                    pseudonym=new_pseudonym(consultation),
                )  # fmt: skip
        except IntegrityError:
            if user is not None:
                _refuse_second_standing(consultation, user)
    raise Refused("That did not work just now. Try again.")


def _about(given: dict[str, str]) -> dict[str, str]:
    """The answers about the person; only known ones, a place on one line."""
    if unknown := set(given) - set(ParticipantProfile.ABOUT):
        raise ValueError(f"not asked: {', '.join(sorted(unknown))}")
    return {name: one_line(answer)[:60] for name, answer in given.items()}


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
    refuse_second_consultation(consultation, user)
    held = Membership.objects.filter(user=user, consultation=consultation).first()
    if held is None:
        return
    if held.withdrawn_at is not None:
        raise Refused("You left this consultation. Ask the facilitator if you want to come back.")
    if held.role == Role.PARTICIPANT:
        raise Refused("You have already joined.")
    access.refuse_conflict(user, consultation, Role.PARTICIPANT)


def refuse_second_consultation(consultation: Consultation, user: Any) -> None:
    """A guest has one consultation: with an address they can have as many as they like."""
    if getattr(user, "is_guest", False) and user.memberships.exclude(consultation=consultation).exists():
        raise Refused(
            "You take part in another consultation without an account. Add your e-mail address there first. "
            "Then you can join this one too."
        )


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
    """End a staff role and sign the person out everywhere. What they did stays, under their name."""
    actor = access.require(by, member.consultation, Do.APPOINT)
    if member.role == Role.PARTICIPANT or member == actor:
        raise Refused("You can only end the role of another member of staff.")
    member.withdrawn_at = clock.now()
    member.save(update_fields=["withdrawn_at"])
    if member.user is not None:
        signins.end_all(member.user)
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


#: What later rooms do when a consent is taken back, in the same transaction: they say what happened (outcomes: quotes).
on_taking_back: list[Any] = []
#: The same before anything happens: what taking it back would do.
before_taking_back: list[Any] = []


def would_happen(member: Membership, item: Consent.Item) -> str:
    """What taking back this consent would do, in plain words."""
    return " ".join(filter(None, (tell(member, item) for tell in before_taking_back)))


@transaction.atomic
def set_consent(consultation: Consultation, item: Consent.Item, given: bool, *, by: Any) -> str:
    """Give or withdraw one optional consent. To withdraw TAKE_PART is to leave: use `withdraw`.

    Returns what happened because of it, in words for the person.
    """
    member = access.membership_of(by, consultation)
    if member is None or member.role != Role.PARTICIPANT:
        raise access.NotAllowed("consent")
    if item == Consent.Item.TAKE_PART:
        raise Refused("To stop taking part, leave the consultation.")
    active = Consent.objects.filter(membership=member, item=item, withdrawn_at=None)
    if given == active.exists():
        return ""
    happened: list[str] = []
    if given:
        Consent.objects.create(membership=member, item=item, text_version=CONSENT_VERSION)
    else:
        active.update(withdrawn_at=clock.now())
        happened = [act(member, item) for act in on_taking_back]
    action = "consent_given" if given else "consent_withdrawn"
    record(action, actor=member, subject=member, consultation=consultation.slug, summary=Consent.Item(item).label)
    return " ".join(filter(None, happened))


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
    if by.is_guest:
        guests.forget(by)
    record("left", actor=member, subject=member, consultation=consultation.slug)


def token_for(member: Membership) -> ParticipationToken | None:
    """The token the member's ballots hang on; None once findings are published."""
    return ParticipationToken.objects.filter(link__membership=member).first()
