"""What a browser is remembered by, apart from who uses it: a random number, and whether staff signed in on it.

Two signed cookies of their own, so that neither signing out nor an ended session takes them away. The first is set as
somebody joins or types a code that is wrong, and only ever stored as a keyed hash that is another one tomorrow. The
second says "staff was here", not who.
"""

import secrets
from datetime import timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import salted_hmac

from audit import clock
from people import limits, numbers
from people.models import Person
from people.signin import second_factor

DEVICE, STAFF = "answerable_device", "answerable_staff"  # kinds, and the names of their cookies
SALT = "people.devices"
KEPT = timedelta(days=365 * numbers.GUEST_YEARS)
NEW = "devices.new"  # left on the request for the middleware: {kind: value}


def remember(request: HttpRequest, kind: str) -> str:
    """Remember this browser as a device, or as one that staff used. Returns what its cookie says."""
    said = held(request, kind)
    if not said:
        said = secrets.token_urlsafe(16) if kind == DEVICE else "yes"
        request.META.setdefault(NEW, {})[kind] = said
    return said


def was_staff(request: HttpRequest) -> bool:
    """True where police, panel or staff have signed in on this browser."""
    return bool(held(request, STAFF))


def notice(request: HttpRequest, user: Person) -> None:
    """Remember a browser on which staff are signed in. Residents, who have no name here, cost no query."""
    if not user.is_authenticated or user.is_guest or was_staff(request):
        return
    if (user.name or user.is_superuser) and second_factor.is_staff_account(user):
        remember(request, STAFF)


def hand_over(request: HttpRequest, response: HttpResponse) -> None:
    """Set the cookies that the request left word of."""
    for name, value in request.META.get(NEW, {}).items():
        response.set_signed_cookie(
            name, value, salt=SALT, max_age=KEPT, httponly=True, samesite="Lax", secure=settings.HTTPS_ONLY
        )


def marks(request: HttpRequest, scope: str) -> tuple[str, str]:
    """(device, network address) as marks to count by: keyed, of this scope and this day alone."""
    device, address = remember(request, DEVICE), limits.address_of(request)
    return _mark(f"{scope} device {device}"), _mark(f"{scope} address {address}")


def _mark(text: str) -> str:
    return salted_hmac(SALT, f"{clock.today()} {text}", algorithm="sha256").hexdigest()[:32]


def held(request: HttpRequest, kind: str) -> str:
    """What this browser's cookie says; empty without one."""
    new: dict[str, str] = request.META.get(NEW, {})
    if kind in new:
        return new[kind]
    return request.get_signed_cookie(kind, default="", salt=SALT, max_age=int(KEPT.total_seconds())) or ""
