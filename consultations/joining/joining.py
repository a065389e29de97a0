"""Joining and leaving: consent, a pseudonym, and the link between a person and their ballots."""

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from audit import clock
from audit.record import record
from audit.wiring import wired
from consultations import access
from consultations.invitations.invitations import use
from consultations.joining.pseudonyms import new_pseudonym
from consultations.joining.wording import CONSENT_VERSION
from consultations.models import (
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
from consultations.models.groups import OPEN_RESPONSES
from people.errors import Refused
from people.guests import guests
from people.models import Person, User
from people.privacy import ledger
from people.text.sanitising import line_within

LEFT = "left"  # in the ledger of erasures
INVITED = "You need an invitation to join this consultation. Ask the facilitator for a link."


@transaction.atomic
def join_as_guest(consultation: Consultation, *, key: str, **choices: Any) -> User:
    """Join without an account, by an invitation or a session's code. `key` is the form's: the same form joins once.

    Returns the guest, to be welcomed into the browser (people.guests.guests). Raises as `join` does.
    """
    user, is_new = guests.create(key)
    if is_new or not user.memberships.filter(consultation=consultation).exists():
        join(consultation, by=user, **choices)
    return user


@transaction.atomic
def join(
    consultation: Consultation,
    *,
    by: User | None,
    consents: set[Consent.Item],
    group: Group | None = None,
    invitation: InvitationCode | None = None,
    by_shared_code: bool = False,
    **about: str,
) -> Membership:
    """Become a participant. `by` None makes a participant without an account (paper, a recorded room).

    `by_shared_code`: they came by a code that many have (a session’s; an invitation says so itself).

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
        by_shared_code = by_shared_code or not invitation.is_personal
    member = _new_member(consultation, by, group, by_shared_code)
    if by is not None:
        Newcomer.objects.filter(user=by, consultation=consultation).delete()
    Consent.objects.bulk_create(
        Consent(membership=member, item=item, text_version=CONSENT_VERSION) for item in sorted(consents)
    )
    if by is not None or not consultation.links_are_cut():  # a record that comes later has no ballots
        token = ParticipationToken.objects.create(consultation=consultation)
        TokenLink.objects.create(token=token, membership=member)
        ParticipantProfile.objects.create(token=token, group=group, **_about(about))
    record("joined", actor=member, subject=member, consultation=consultation.slug, summary=str(group or ""))
    return member


def refuse_unless_possible(consultation: Consultation, user: User | None, consents: set[Consent.Item]) -> None:
    """Raise Refused when this person (None: a stranger) cannot become a participant now."""
    _refuse_without_consent(consents)
    if consultation.is_withdrawn:
        raise Refused(access.WITHDRAWN)
    if not (consultation.stage == Stage.ANNOUNCED or consultation.is_open):
        raise Refused("This consultation is not open for joining. You can still read everything it published.")
    if user is not None:
        _refuse_second_standing(consultation, user)


def _refuse_without_consent(consents: set[Consent.Item]) -> None:
    if Consent.Item.TAKE_PART not in consents:
        raise Refused("To join, tick that you agree to take part. The other choices are up to you.")


def _new_member(consultation: Consultation, user: User | None, group: Group | None, shared: bool) -> Membership:
    """Two people may draw one name at the same moment: the database lets the first have it, the other draws again."""
    for _ in range(20):
        try:
            with transaction.atomic():
                return Membership.objects.create(
                    consultation=consultation,
                    user=user,
                    role=Role.PARTICIPANT,
                    group=group,
                    pseudonym=new_pseudonym(consultation),
                    by_shared_code=shared and group is not None and not group.is_open,
                )
        except IntegrityError:
            if user is not None:
                _refuse_second_standing(consultation, user)
    raise Refused("That did not work just now. Try again.")


def _about(given: dict[str, str]) -> dict[str, str]:
    """The answers about the person; only known ones, a place on one line."""
    if unknown := set(given) - set(ParticipantProfile.ABOUT):
        raise ValueError(f"not asked: {', '.join(sorted(unknown))}")
    return {name: line_within(answer, 60, "One of your answers") for name, answer in given.items()}


def _group_to_join(
    consultation: Consultation, group: Group | None, invitation: InvitationCode | None, by: User | None
) -> Group | None:
    if invitation is not None:
        return invitation.group
    if group is None and by is not None and not consultation.joining_is_open:
        raise Refused(INVITED)
    if group is None and consultation.joining_is_open:
        group = open_group(consultation)
    return group


def open_group(consultation: Consultation) -> Group:
    """Where whoever comes without a code belongs. Raises Refused where nobody can."""
    if not consultation.joining_is_open:
        raise Refused(INVITED)
    held = consultation.groups.filter(name=OPEN_RESPONSES, is_open=False).exists()  # of before that was refused
    name = f"{OPEN_RESPONSES}, by choice" if held else OPEN_RESPONSES
    group, _ = Group.objects.get_or_create(
        consultation=consultation, name=name, defaults={"is_open": True, "target_size": 0}
    )
    return group


def _refuse_second_standing(consultation: Consultation, user: User) -> None:
    refuse_second_consultation(consultation, user)
    held = Membership.objects.filter(user=user, consultation=consultation).first()
    if held is None:
        refuse_staff(user)
        access.refuse_conflict(user, consultation, Role.PARTICIPANT)
        return
    if held.withdrawn_at is not None:
        raise Refused(
            "You left this consultation, and your place in it is gone. You can read everything that is public here."
        )
    if held.role == Role.PARTICIPANT:
        raise Refused("You have already joined.")
    access.refuse_conflict(user, consultation, Role.PARTICIPANT)


def refuse_staff(user: User) -> None:
    """An administrator's account takes part in nothing. Staff of another consultation may, but not its police."""
    if user.is_superuser or user.is_staff:
        raise Refused(
            "This is an administrator’s account. To take part as a resident, use an address of another mailbox."
        )


def refuse_second_consultation(consultation: Consultation, user: Person) -> None:
    """A guest has one consultation: with an address they can have as many as they like."""
    if user.is_authenticated and user.is_guest and user.memberships.exclude(consultation=consultation).exists():
        raise Refused(
            "You take part in another consultation without an account. Add your e-mail address there first. "
            "Then you can join this one too."
        )


@transaction.atomic
def withdraw(consultation: Consultation, *, by: Person) -> None:
    """Leave: consents end, contributions are hidden, and, until findings are out, ballots and profile go too.

    Written in the ledger, so that a restored backup lets them go again (docs/decisions/backups.md).
    """
    member = access.membership_of(by, consultation)
    if member is None or member.role != Role.PARTICIPANT or member.user is None:
        raise access.NotAllowed("withdraw")
    marks = ledger.marks(member.user)
    _let_go(member)
    ledger.write(LEFT, marks=marks, consultation=consultation.slug)


def _let_go(member: Membership) -> None:
    member.withdrawn_at = clock.now()
    member.save(update_fields=["withdrawn_at"])
    Consent.objects.filter(membership=member, withdrawn_at=None).update(withdrawn_at=clock.now())
    for hook in wired("ON_LEAVING"):
        hook(member)
    ParticipationToken.objects.filter(link__membership=member).delete()  # ballots and profile go with it
    if member.user is not None and member.user.is_guest:
        guests.forget(member.user)
    record("left", actor=member, subject=member, consultation=member.consultation.slug)


def leave_again(line: ledger.Line) -> bool:
    """A backup from before somebody left has them, their words and their ballots again."""
    with transaction.atomic():
        found = [member for member in meant_by(line) if member.is_current]
        for member in found:
            _let_go(member)
    return bool(found)


def meant_by(line: ledger.Line) -> list[Membership]:
    """The participants whom a line of the ledger is about, as they were then: not who joined again later."""
    then = Membership.objects.participants().filter(
        consultation__slug=line["consultation"], joined_at__lte=datetime.fromisoformat(line["at"])
    )
    users = ledger.accounts_of(line, User.objects.filter(pk__in=then.values("user")))
    return list(then.filter(user__in=users).select_related("consultation", "user").order_by("pk"))


def token_for(member: Membership) -> ParticipationToken | None:
    """The token the member's ballots hang on; None once these are cut loose."""
    return ParticipationToken.objects.filter(link__membership=member).first()
