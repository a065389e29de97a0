"""What an administrator does: open, close and repair accounts. Never what anybody says, votes or writes.

The record names the person by account number or staff name, never by e-mail address.
"""

from allauth.socialaccount.models import SocialAccount
from django.db import transaction
from django.http import Http404

from audit.record import record
from audit.wiring import wired
from people import limits
from people.accounts import powers
from people.accounts.powers import Power
from people.errors import Refused
from people.models import Person, User
from people.signin import factors, sign_ins
from people.text.sanitising import one_line

LOOKS_AN_HOUR = 20


class NotAnAdministrator(Http404):
    """Looks exactly like a page that does not exist."""


def require_administrator(by: Person) -> User:
    if not (by.is_authenticated and by.is_active and by.is_superuser):
        raise NotAnAdministrator("administration")
    return by


def find(email: str, *, by: Person, reason: str) -> User | None:
    """The account with exactly this address. There is no list to leaf through, and none to be made by trying.

    Raises Refused without a reason, and from the twenty-first look of an hour on. Recorded also where there is none.
    """
    admin, reason = require_administrator(by), powers.reason_given(reason)
    limits.take("look-for-account", keys=[admin.pk], tries=LOOKS_AN_HOUR, minutes=60)
    with transaction.atomic():
        user = User.objects.filter(email=one_line(email).lower()).first()
        whom = f"account {user.pk}" if user is not None else "no account"
        record("account_looked_for", actor=admin, subject=user or admin, summary=f"{whom}: {reason}")
    return user


@transaction.atomic
def deactivate(user: User, *, by: Person, reason: str) -> None:
    """Close the account: every sign-in ends at once, and no code opens it. What the person did stays.

    Roles that others rely on end with it, in public; opened again, it has none of them.
    """
    admin, reason = _may(user, by, reason)
    if not user.is_active:
        raise Refused("This account is closed already.")
    user.is_active = False
    user.save(update_fields=["is_active"])
    sign_ins.end_all(user)
    for end in wired("ON_CLOSING_ACCOUNT"):
        end(user, admin)
    record("account_closed", actor=admin, subject=user, summary=f"{user.audit_name}: {reason}")


@transaction.atomic
def reactivate(user: User, *, by: Person, reason: str) -> None:
    """Open a closed account again. The person signs in afresh."""
    admin, reason = _may(user, by, reason)
    if user.is_active:
        raise Refused("This account is open already.")
    user.is_active = True
    user.save(update_fields=["is_active"])
    record("account_reopened", actor=admin, subject=user, summary=f"{user.audit_name}: {reason}")


@transaction.atomic
def end_sign_ins(user: User, *, by: Person, reason: str) -> None:
    """Sign the person out everywhere."""
    admin, reason = _may(user, by, reason)
    sign_ins.end_all(user)
    record("sign_ins_ended", actor=admin, subject=user, summary=f"{user.audit_name}: {reason}")


@transaction.atomic
def reset_second_step(user: User, *, by: Person, reason: str) -> None:
    """For somebody who lost phone and recovery codes: they set a new second step up at the next sign-in."""
    admin, reason = _may(user, by, reason)
    factors.reset(user)
    SocialAccount.objects.filter(user=user).delete()
    record("second_step_reset", actor=admin, subject=user, summary=f"{user.audit_name}: {reason}")
    factors.tell(user, "An administrator took away the second step of your account. You set up a new one next time.")


def take_back_start(user: User, *, by: Person, reason: str) -> None:
    """The account starts no more consultations. Those it started go on, with its role in them."""
    admin, reason = _may(user, by, reason)
    powers.take_back(user, Power.MAY_START, by=admin, reason=reason)


def take_back_administrator(user: User, *, by: Person, reason: str) -> None:
    """The account looks after no others any more."""
    admin, reason = _may(user, by, reason)
    powers.take_back(user, Power.ADMINISTRATOR, by=admin, reason=reason)


ACTS = {
    "deactivate": deactivate,
    "reactivate": reactivate,
    "end_sign_ins": end_sign_ins,
    "reset_second_step": reset_second_step,
    "take_back_start": take_back_start,
    "take_back_administrator": take_back_administrator,
}


def _may(user: User, by: Person, reason: str) -> tuple[User, str]:
    """The administrator and the reason, cleaned, when this administrator may act on this account."""
    admin = require_administrator(by)
    if user.pk == by.pk:
        raise Refused("You cannot do this to your own account. Ask another administrator.")
    return admin, powers.reason_given(reason)
