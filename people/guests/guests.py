"""People without an account: a key in the browser, and a code that brings them back on another device.

A guest is a User without an address, so pages, sockets and acts see one kind of person. The browser holds a signed
cookie with a key of 256 bits; the database holds its hash. See docs/decisions/guests.md.
"""

import hashlib
import secrets
from datetime import timedelta

from django.conf import settings
from django.contrib.auth import login
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import salted_hmac

from audit import clock
from people import numbers
from people.models import GuestKey, ReturnCode, User, new_seed
from people.signin import sign_ins

COOKIE, SALT = "answerable_guest", "people.guests"
KEPT = timedelta(days=365 * numbers.GUEST_YEARS)
SIGNS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # 32 signs without look-alikes
CODE_LENGTH = 12  # 60 bits; invitations have 10 signs and sessions 9, so that each is known by its length
NEW, GONE = "guests.new", "guests.gone"  # left on the request for the middleware: a key to hand out, or to take back
PARALLEL = timedelta(minutes=1)  # pages fetched side by side all carry the old key
RESENT = timedelta(minutes=5)  # a form pressed twice, or sent again when the answer was lost


# --- Coming --------------------------------------------------------------------------------------
def create(form_key: str) -> tuple[User, bool]:
    """A new guest for one sending of one form, and True; the same guest and False when the form comes again.

    `form_key` is random, made by us and known to one browser. Call inside the act's transaction.
    """
    form = _hash(form_key)
    try:
        with transaction.atomic():
            user = User.objects.create_guest()
            GuestKey.objects.create(user=user, digest=_hash(secrets.token_urlsafe(32)), form=form)
    except IntegrityError:
        first = GuestKey.objects.select_related("user").get(form=form)
        if clock.now() - first.rotated_at < RESENT:
            return first.user, False
        return User.objects.create_guest(), True  # the back button on a shared phone must not hand on who was here
    return user, True


@transaction.atomic
def welcome(request: HttpRequest, user: User) -> None:
    """Sign the guest in here, with a key for this browser. The middleware hands the cookie out."""
    login(request, user)
    secret = secrets.token_urlsafe(32)
    GuestKey.objects.create(user=user, digest=_hash(secret))
    request.META[NEW] = secret


def known(request: HttpRequest) -> User | None:
    """The guest whose cookie this is. The key is changed on the way; the old one works until the new one was seen."""
    secret = request.get_signed_cookie(COOKIE, default="", salt=SALT, max_age=int(KEPT.total_seconds()))
    if not secret:
        return None
    digest = _hash(secret)
    with transaction.atomic():
        keys = GuestKey.objects.select_for_update(no_key=True).filter(Q(digest=digest) | Q(previous=digest))
        key = keys.filter(user__is_active=True, user__email=None).first()
        if key is None:
            return None
        if key.digest == digest or clock.now() - key.rotated_at > PARALLEL:
            request.META[NEW] = _rotate(key, digest)
    return key.user


def _rotate(key: GuestKey, seen: str) -> str:
    secret = secrets.token_urlsafe(32)
    key.digest, key.previous, key.rotated_at = _hash(secret), seen, clock.now()
    key.save(update_fields=["digest", "previous", "rotated_at"])
    return secret


def hand_over(request: HttpRequest, response: HttpResponse) -> None:
    """Set or take back the cookie, as the request left word."""
    if secret := request.META.get(NEW):
        response.set_signed_cookie(
            COOKIE, secret, salt=SALT, max_age=KEPT, httponly=True, samesite="Lax", secure=settings.HTTPS_ONLY
        )
    elif request.META.get(GONE):
        response.delete_cookie(COOKIE, samesite="Lax")


def leave_browser(request: HttpRequest) -> None:
    """The key in this browser stops working: signing out would otherwise sign in again at the next page."""
    secret = request.get_signed_cookie(COOKIE, default="", salt=SALT)
    if secret:
        GuestKey.objects.filter(Q(digest=_hash(secret)) | Q(previous=_hash(secret))).delete()
        request.META[GONE] = True
    request.META.pop(NEW, None)


def forget(user: User) -> None:
    """No key and no code brings this guest back: they left, or have an account now."""
    GuestKey.objects.filter(user=user).delete()
    ReturnCode.objects.filter(user=user).delete()


# --- Coming back on another device ----------------------------------------------------------------
def return_code(user: User) -> str:
    """The guest's own code, the same until it is renewed."""
    held = ReturnCode.objects.filter(user=user).first()
    if held is None:
        seed = new_seed()
        held, _ = ReturnCode.objects.get_or_create(user=user, defaults={"seed": seed, "digest": _digest(_code(seed))})
    return _code(held.seed)


def renew_return_code(request: HttpRequest, user: User) -> None:
    """The old code stops, and every other browser of this guest is signed out."""
    seed = new_seed()
    with transaction.atomic():
        ReturnCode.objects.update_or_create(user=user, defaults={"seed": seed, "digest": _digest(_code(seed))})
        GuestKey.objects.filter(user=user).delete()
        sign_ins.end_all(user)
    welcome(request, user)


def user_of_return_code(code: str) -> User | None:
    """The guest behind a typed code, however it is spaced; None when there is none."""
    typed = "".join(sign for sign in code.upper() if sign.isalnum())
    held = ReturnCode.objects.select_related("user").filter(digest=_digest(typed), user__is_active=True).first()
    return held.user if held and held.user.is_guest else None


def spoken(code: str) -> str:
    """In fours, as it is read and written down."""
    return "-".join(code[i : i + 4] for i in range(0, len(code), 4))


def _code(seed: str) -> str:
    """60 bits that only this server can work out: neither the code nor anything it can be guessed from is stored."""
    number = int.from_bytes(salted_hmac("people.guests.code", seed, algorithm="sha256").digest()[:8], "big")
    return "".join(SIGNS[(number >> (5 * place)) & 31] for place in range(CODE_LENGTH))


def _digest(code: str) -> str:
    return salted_hmac("people.guests.digest", code, algorithm="sha256").hexdigest()


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
