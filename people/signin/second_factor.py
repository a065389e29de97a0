"""Staff prove who they are twice: with the code by e-mail, and with an app or a passkey of their own.

Every page is closed to a signed-in staff account until it has done so in this session (people.signin.middleware);
a socket takes it for a visitor (deliberation.sessions.admission).
"""

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest
from django.shortcuts import resolve_url

from audit import clock
from audit.wiring import wired
from people.models import Person
from people.signin import known_browsers
from people.signin.where import with_next

PASSED = "second_factor"
RECENT = 900  # seconds: within them a person need not prove again who they are to change their second step
KINDS = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]  # recovery codes alone are no second step


def is_staff_account(user: Person) -> bool:
    """True for whoever runs, checks or answers anything, here or on the whole site."""
    if not user.is_authenticated or user.is_guest:
        return False
    flagged = user.is_staff or user.is_superuser or user.can_start_consultations
    return flagged or any(test(user) for test in wired("STAFF_TESTS"))


def own(user: Person) -> list[Authenticator]:
    """The person's apps and passkeys, the oldest first."""
    if not user.is_authenticated:
        return []
    return list(Authenticator.objects.filter(user_id=user.pk, type__in=KINDS).order_by("pk"))


def has_one(user: Person) -> bool:
    return bool(own(user))


def mark_passed(session: SessionBase, user: Person) -> None:
    """Remember that this person has just taken the second step in this session."""
    session[PASSED] = {"user": user.pk, "at": clock.now().timestamp()}


def passed(session: SessionBase, user: Person) -> bool:
    return bool(session.get(PASSED, {}).get("user") == user.pk)


def passed_recently(session: SessionBase, user: Person) -> bool:
    return passed(session, user) and clock.now().timestamp() - session[PASSED]["at"] < RECENT


def passed_since(session: SessionBase, user: Person, moment: float) -> bool:
    """True when this person has taken the second step in this session after `moment` (seconds), and lately."""
    return passed_recently(session, user) and session[PASSED]["at"] > moment


def again(user: Person, back: str) -> str:
    """The address at which the person takes the second step once more, and is led back."""
    ways = own(user)
    if not ways:
        return with_next(resolve_url("mfa_index"), back)
    only_passkeys = all(way.type == Authenticator.Type.WEBAUTHN for way in ways)
    page = "mfa_reauthenticate_webauthn" if only_passkeys else "mfa_reauthenticate"
    return with_next(resolve_url(page), back)


def is_missing(session: SessionBase, user: Person) -> bool:
    """True when a staff account has not taken the second step in this session, and this installation asks for it."""
    if not settings.STAFF_SECOND_FACTOR or not user.is_authenticated or passed(session, user):
        return False
    return is_staff_account(user)


def used(sender: object, request: HttpRequest, user: Person, **kwargs: object) -> None:
    mark_passed(request.session, user)
    known_browsers.proved(request, known_browsers.second_step(user.pk))
