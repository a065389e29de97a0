"""A guest gives an address: their part becomes an account's, and no ballot is lost or counted twice.

The address is proved by a code before anything here runs. Where the account takes part already, the two parts become
one: what the account answered stays, what only the guest answered is taken over. Rows are locked in one order, and a
ballot is stored under a lock on its token (deliberation.polls.ballots), so a vote either is moved or comes too late.
"""

from typing import Any

from django.db import IntegrityError, models, transaction
from django.db.models import QuerySet

from audit import clock
from audit.record import record
from audit.wiring import wired
from consultations import access
from consultations.joining import joining
from consultations.models import (
    E_MAILS,
    Consent,
    Consultation,
    Membership,
    Newcomer,
    ParticipantProfile,
    Role,
    TokenLink,
)
from consultations.models import ParticipationToken as Token
from people.errors import Refused
from people.guests import guests
from people.models import User
from people.outbox import outbox
from people.signin import sign_ins

#: What does not simply move to the standing that is kept: each is dealt with by name below.
BY_NAME = {TokenLink, Consent, ParticipantProfile}
NARROWED = [item for item in Consent.Item if item not in E_MAILS]  # guests are never asked about e-mails


def claim(guest: User, email: str) -> User:
    """The account that holds the guest's part from now on. Raises Refused, with nothing changed, where it cannot.

    Safe to call twice. `email` must have been proved to be the caller's.
    """
    try:
        return _claim(guest.pk, email)
    except IntegrityError:  # somebody took the address, or joined with it, at this moment: look again
        return _claim(guest.pk, email)


@transaction.atomic
def _claim(guest_pk: int, email: str) -> User:
    email = email.strip().lower()
    both = User.objects.select_for_update().filter(models.Q(pk=guest_pk) | models.Q(email=email)).order_by("pk")
    found = {user.pk: user for user in both}
    guest = found.pop(guest_pk, None)
    account = next(iter(found.values()), None)
    if guest is None:  # a second press, after the parts became one
        return _already(account)
    if not guest.is_guest:
        return _same_address(guest, email)
    # Before the record's lock, as everybody who speaks takes it: the other way round each would wait for the other.
    member = Membership.objects.select_for_update().current().filter(user=guest, role=Role.PARTICIPANT).first()
    if member is None:
        raise Refused("You no longer take part here, so there is nothing to keep.")
    if account is None:
        guest.email = email  # another spelling of a mailbox that has a side, or a place here, gives no second one
        try:
            _refuse_another_side(guest, member.consultation)
        except Refused:
            if User.objects.filter(email=email).exists():  # made by another guest's claim since we looked
                raise IntegrityError from None
            raise
        _record(member)
        return _with_address(guest, email)
    _into_account(member, guest, account)
    return account


def _record(kept: Membership) -> None:
    """Before anything moves: the record's lock makes whatever else the person does at this moment wait its turn."""
    record("claimed", actor=kept, subject=kept, consultation=kept.consultation.slug)


def _already(account: User | None) -> User:
    if account is None:
        raise Refused("Your part belongs to an account already. Sign in with its e-mail address.")
    return account


def _same_address(user: User, email: str) -> User:
    if user.email != email:
        raise Refused("Your part belongs to another e-mail address already.")
    return user


def _with_address(guest: User, email: str) -> User:
    """A new address: the guest is the account from now on, and nobody stays signed in by key or return code."""
    guest.email = email
    guest.save(update_fields=["email"])
    guests.forget(guest)
    sign_ins.end_all(guest)
    return guest


def _into_account(member: Membership, guest: User, account: User) -> None:
    """The guest's part goes to an account that exists."""
    if not account.is_active:
        raise Refused("This e-mail address cannot be used here. Choose another one.")
    held = Membership.objects.select_for_update().filter(user=account, consultation=member.consultation).first()
    if held is not None:
        _refuse_unlike(held)
    joining.refuse_staff(account)
    _refuse_another_side(account, member.consultation)
    _record(held or member)
    kept, spare = held or member, member.pk
    if held is None:
        Membership.objects.filter(pk=member.pk).update(user=account)
    else:
        merge(member, into=held)
    outbox.hand_over(guest, account, {spare: kept.pk})
    Newcomer.objects.filter(user=account, consultation=member.consultation).delete()
    guest.delete()


def _refuse_another_side(account: User, consultation: Consultation) -> None:
    access.refuse_conflict(account, consultation, Role.PARTICIPANT)
    if access.mailbox_takes_part(account, consultation):
        raise Refused(
            "With this address your part is not kept here; it stays as it is. Use another address, or keep your return "
            "code."
        )


def _refuse_unlike(held: Membership) -> None:
    if held.role != Role.PARTICIPANT:
        raise Refused(
            f"This e-mail address is {Role(held.role).label.lower()} in this consultation, and one person has one role "
            "in it. Your part stays as it is. Use another address, or keep your return code."
        )
    if not held.is_current:
        raise Refused(
            "Somebody with this e-mail address left this consultation. Your part stays as it is. "
            "Use another address, or ask the facilitator."
        )


@transaction.atomic
def merge(spare: Membership, *, into: Membership) -> None:
    """One person joined twice: everything of `spare` goes to `into`, each answer once, and `spare` goes."""
    _merge_tokens(spare, into)
    _narrow(spare, into)
    for hook in wired("ON_MERGING"):
        hook(spare, into)
    _move_all(spare, into)
    spare.delete()


def _merge_tokens(spare: Membership, into: Membership) -> None:
    """Ballots and profile. After the findings there are no tokens to tell whose is whose, and nothing is merged."""
    # The links before the tokens, as a vote reads them (deliberation.polls.ballots).
    links = TokenLink.objects.select_for_update().filter(membership__in=[spare.pk, into.pk]).order_by("pk")
    holder = dict(links.values_list("token", "membership"))
    locked = Token.objects.select_for_update().filter(pk__in=holder).order_by("pk")
    held = {holder[token.pk]: token for token in locked}
    old, kept = held.get(spare.pk), held.get(into.pk)
    if old is None or kept is None:
        return
    _merge_profiles(old, kept)
    _merge_marks(links.filter(token=old), links.filter(token=kept))
    _move_all(old, kept)
    old.delete()


def _merge_marks(old: QuerySet[TokenLink], kept: QuerySet[TokenLink]) -> None:
    """Whoever sat in a session as a guest sat there."""
    for mark in ("sat_in_talk", "had_seat"):
        if old.filter(**{mark: True}).exists():
            kept.update(**{mark: True})


def _merge_profiles(old: Token, kept: Token) -> None:
    """What the account said about itself stays; what it left open is taken over."""
    given, own = (ParticipantProfile.objects.filter(token=token).first() for token in (old, kept))
    if given is None:
        return
    if own is None:
        own = ParticipantProfile(token=kept, group=given.group)
    for name in ParticipantProfile.ABOUT:
        setattr(own, name, getattr(own, name) or getattr(given, name))
    own.save()


def _narrow(spare: Membership, into: Membership) -> None:
    """Whoever said no once, in either place, has said no."""
    given = Consent.objects.filter(membership=spare, withdrawn_at=None).values("item")
    only_one = Consent.objects.filter(membership=into, withdrawn_at=None, item__in=NARROWED).exclude(item__in=given)
    only_one.update(withdrawn_at=clock.now())


def _move_all(old: models.Model, kept: models.Model) -> None:
    """Every row that hangs on `old`, in whichever app, hangs on `kept` afterwards; where one is there, that stays."""
    for relation in old._meta.related_objects:
        if relation.related_model in BY_NAME or relation.many_to_many:  # of staff alone, whose parts are never merged
            continue
        field: Any = relation.field.name
        rows: Any = relation.related_model
        for pk in rows._base_manager.filter(**{field: old}).values_list("pk", flat=True):
            try:
                with transaction.atomic():
                    rows._base_manager.filter(pk=pk).update(**{field: kept})
            except IntegrityError:
                rows._base_manager.filter(pk=pk).delete()
