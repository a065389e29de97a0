"""Powers of an account over the whole site: who holds which, since when and from whom; giving and taking back.

They are in the record, and that is where "since when" is read: there is no second list to differ from it.
"""

from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import models, transaction
from django.db.models import Q

from audit.models import Entry
from audit.record import Actor, record
from audit.wiring import wired
from people.accounts.mailboxes import accounts_of
from people.errors import Refused
from people.models import User
from people.text.names import checked_name
from people.text.sanitising import line_within, one_line

LONGEST_REASON = 300


class Power(models.TextChoices):
    MAY_START = "can_start_consultations", "May start consultations"
    ADMINISTRATOR = "is_superuser", "Administrator"


class Operator:
    """Whoever types on the server: the record knows no name for them."""

    audit_name, audit_role = "the operator", "operator"


OPERATOR = Operator()


@dataclass(frozen=True)
class Held:
    user: User
    power: Power
    since: datetime | None
    by: str


@transaction.atomic
def add(email: str, *, name: str, title: str = "", powers: frozenset[Power] = frozenset()) -> User:
    """An account for a member of staff, or more power for one that exists: from the server alone.

    Nobody is renamed, and a resident's account stays one. A title that is given is the account's from now on; in the
    roles it has they stay who they were. Raises Refused.
    """
    email = one_line(email).lower()
    try:
        validate_email(email)
    except ValidationError as error:
        raise Refused(f"{email} is not an e-mail address.") from error
    user = User.objects.select_for_update(no_key=True).filter(email=email).first()
    name = checked_name(name or (user.name if user is not None else ""))
    _refuse(user, email, name, powers)
    if user is None or not user.name:
        user = user or User.objects.create_user(email)
        user.name, user.job_title = name, line_within(title, 120, "The job title")
        user.save(update_fields=["name", "job_title"])
        record("staff_added", actor=OPERATOR, subject=user, summary=user.name)
    elif (title := line_within(title, 120, "The job title")) and title != user.job_title:
        user.job_title = title
        user.save(update_fields=["job_title"])
        record("staff_titled", actor=OPERATOR, subject=user, summary=f"{user.name}: {title}")
    for power in sorted(powers - held_by(user)):
        setattr(user, power.value, True)
        user.save(update_fields=[power.value])
        record("power_given", actor=OPERATOR, subject=user, summary=_words(user, power), power=power.value)
    return user


@transaction.atomic
def take_back(user: User, power: Power, *, by: Actor, reason: str) -> None:
    """At once, in every browser. `by`: an administrator (administration.take_back_…) or the operator."""
    user = User.objects.select_for_update(no_key=True).get(pk=user.pk)
    if power not in held_by(user):
        raise Refused(f"This account does not hold the power “{power.label.lower()}”.")
    setattr(user, power.value, False)
    user.is_staff = user.is_staff and power != Power.ADMINISTRATOR
    user.save(update_fields=[power.value, "is_staff"])
    record("power_taken_back", actor=by, subject=user, summary=f"{_words(user, power)}: {reason}", power=power.value)


def reason_given(reason: str) -> str:
    """The reason, fit for the record. Raises Refused."""
    reason = line_within(reason, LONGEST_REASON, "The reason")
    if not reason:
        raise Refused("Give the reason. It goes into the record.")
    if "@" in reason:
        raise Refused("The record holds no e-mail addresses. Say it without one.")
    return reason


def held_by(user: User) -> frozenset[Power]:
    return frozenset(power for power in Power if getattr(user, power.value))


def everybody() -> list[Held]:
    """Who holds which power, by power and name."""
    holders = User.objects.filter(Q(can_start_consultations=True) | Q(is_superuser=True), is_active=True)
    return [_held(user, power) for power in Power for user in holders.order_by("name", "pk") if power in held_by(user)]


def _held(user: User, power: Power) -> Held:
    given = Entry.objects.filter(action="power_given", subject=f"user:{user.pk}", detail__power=power.value)
    last = given.order_by("number").last()
    return Held(user, power, last.at if last else None, last.actor if last else "")


def _words(user: User, power: Power) -> str:
    return f"{user.audit_name}: {power.label.lower()}"


def _refuse(user: User | None, email: str, name: str, powers: frozenset[Power]) -> None:
    """Addresses that reach one mailbox are one person."""
    if any(test(user or User(email=email)) for test in wired("RESIDENT_TESTS")):  # a new address of theirs too
        raise Refused("A resident takes part with this address. Staff use an address of their own.")
    same = list(accounts_of(email))
    if Power.ADMINISTRATOR in powers and any(test(one) for one in same for test in wired("STAFF_TESTS")):
        raise Refused(
            "Whoever has this mailbox runs, checks or answers a consultation. Make somebody else an administrator."
        )
    if user is not None and user.name and user.name != name:
        raise Refused(f"This account is called {user.name}. Nobody is renamed here: give that name.")
    if powers.union(*map(held_by, same)) >= set(Power):
        raise Refused("One person may not both start consultations and be administrator. Take one of them back first.")
