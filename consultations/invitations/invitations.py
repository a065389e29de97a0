"""Invitations: codes of 50 bits that let people into one group, with a label to see which route brought them in."""

import secrets
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import Count, F, Q

from audit import clock
from audit.record import record
from consultations import access, numbers
from consultations.access import Do
from consultations.models import Group, InvitationCode, Newcomer
from people.errors import Refused
from people.guests.guests import SIGNS
from people.models import Person
from people.text.sanitising import line_within

LEAST = numbers.LEAST_INVITED
CODE_LENGTH = 10  # 50 bits
DOES_NOT_WORK = "This invitation does not work. It may be mistyped, used up or out of date: ask for a new one."


@transaction.atomic
def invite(group: Group, *, by: Person, uses: int = 20, days: int = 30, label: str = "") -> InvitationCode:
    """A new invitation to `group` for `uses` people, valid `days` days. `label` says where it is used."""
    member = access.require(by, group.consultation, Do.INVITE)
    _refuse_few(uses)
    if not uses <= numbers.MOST_USES or not 1 <= days <= numbers.INVITATION_DAYS:
        raise Refused(f"Choose {LEAST} to {numbers.MOST_USES:,} uses and 1 to {numbers.INVITATION_DAYS} days.")
    invitation = _new(group, uses=uses, days=days, label=label)
    invitation.save()
    record("invited", actor=member, subject=invitation, consultation=group.consultation.slug, summary=group.name)
    return invitation


@transaction.atomic
def print_letters(group: Group, *, by: Person, letters: int, days: int = 30, label: str = "") -> str:
    """`letters` invitations for one person each, as one batch. Returns the batch's name."""
    member = access.require(by, group.consultation, Do.INVITE)
    _refuse_few(letters)
    if not letters <= numbers.MOST_LETTERS or not 1 <= days <= numbers.INVITATION_DAYS:
        raise Refused(f"Choose {LEAST} to {numbers.MOST_LETTERS:,} letters and 1 to {numbers.INVITATION_DAYS} days.")
    batch = secrets.token_hex(6)
    InvitationCode.objects.bulk_create(_new(group, uses=1, days=days, label=label, batch=batch) for _ in range(letters))
    record(
        "invited",
        actor=member,
        subject=group,
        consultation=group.consultation.slug,
        summary=f"{group.name}: {letters} letters",
        batch=batch,
    )
    return batch


def _refuse_few(people: int) -> None:
    if people < LEAST:
        raise Refused(
            f"Make an invitation for at least {LEAST} people. With one for a single person you would know "
            "who is behind the name that they get here. What is left over can stay unused."
        )


def _new(group: Group, *, uses: int, days: int, label: str, batch: str = "") -> InvitationCode:
    return InvitationCode(
        consultation=group.consultation,
        group=group,
        label=line_within(label, 80, "The name"),
        batch=batch,
        code="".join(secrets.choice(SIGNS) for _ in range(CODE_LENGTH)),
        uses=uses,
        uses_left=uses,
        expires_at=clock.now() + timedelta(days=days),
    )


@transaction.atomic
def revoke(invitation: InvitationCode, *, by: Person) -> None:
    """Stop an invitation from being used again; with it every letter of its batch."""
    member = access.require(by, invitation.consultation, Do.INVITE)
    same = InvitationCode.objects.filter(pk=invitation.pk)
    if invitation.batch:
        same = invitation.consultation.invitations.filter(batch=invitation.batch)
    same.filter(revoked_at=None).update(revoked_at=clock.now())
    invitation.refresh_from_db()
    record("invitation_revoked", actor=member, subject=invitation, consultation=invitation.consultation.slug)


def ways_into(group: Group) -> list[dict[str, Any]]:
    """The invitations of a group, newest first, a batch of letters as one: {first, label, uses, joined, is_usable}."""
    ways: dict[str, dict[str, Any]] = {}
    at_the_door = Count("newcomers", filter=Q(newcomers__state=Newcomer.State.WAITING))
    for one in group.invitations.annotate(waiting=at_the_door).order_by("-pk"):
        way = ways.setdefault(one.batch or f"one {one.pk}", {"uses": 0, "joined": 0, "is_usable": False})
        way.update(first=one, label=one.label)
        way["uses"] += one.uses
        way["joined"] += one.joined - one.waiting
        way["is_usable"] |= one.is_usable
    return list(ways.values())


def find(code: str) -> InvitationCode | None:
    """The invitation behind a typed code, usable or not."""
    typed = "".join(code.upper().split()).replace("-", "")
    return InvitationCode.objects.select_related("consultation", "group").filter(code=typed).first()


def use(invitation: InvitationCode) -> None:
    """Take one use, in one statement: two people cannot share the last one, nor one that has just been stopped."""
    usable = InvitationCode.objects.filter(pk=invitation.pk, uses_left__gt=0, revoked_at=None)
    if not usable.update(uses_left=F("uses_left") - 1):
        raise Refused("This invitation has been used up. Ask the facilitator for a new link.")


def give_back(pk: int) -> None:
    """Somebody who came with it was not let in: another may."""
    InvitationCode.objects.filter(pk=pk, uses_left__lt=F("uses")).update(uses_left=F("uses_left") + 1)
