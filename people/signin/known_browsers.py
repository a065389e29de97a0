"""Browsers that have proved something here before: what strangers try elsewhere uses up nothing of theirs.

A signed cookie names the browser by a random number and holds keyed hashes of what was proved in it: that a mailbox
can be read, that a second step was taken. It opens nothing; it only buys tries of its own (people.signin.email_codes,
factor_forms). Nothing of it is stored here.
"""

import secrets
from typing import Any

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import salted_hmac

COOKIE, SALT = "answerable_browser", "people.known_browsers"
KEPT = 365 * 24 * 3600  # seconds
MOST = 8  # proofs: a shared computer forgets the oldest
LEFT = "known_browsers.proved"  # on the request, for the middleware


def proved(request: HttpRequest, what: str) -> None:
    """Remember in this browser, with the answer, that `what` was proved in it."""
    request.META.setdefault(LEFT, []).append(what)


def number(request: HttpRequest, what: str) -> str:
    """This browser's number, if `what` was proved in it before; empty otherwise."""
    held = _held(request)
    return str(held["browser"]) if _hash(what) in held["of"] else ""


def mailbox(email: str) -> str:
    return f"mailbox {email}"


def second_step(user_pk: object) -> str:
    return f"second step {user_pk}"


def hand_out(request: HttpRequest, response: HttpResponse) -> None:
    """Set the cookie, when something was proved in this request."""
    new = [_hash(what) for what in request.META.get(LEFT, [])]
    if not new:
        return
    held = _held(request)
    of = [*[old for old in held["of"] if old not in new], *new][-MOST:]
    value = signing.dumps({"browser": held["browser"] or secrets.token_hex(8), "of": of}, salt=SALT)
    response.set_cookie(COOKIE, value, max_age=KEPT, httponly=True, samesite="Lax", secure=settings.HTTPS_ONLY)


def _held(request: HttpRequest) -> dict[str, Any]:
    try:
        held: dict[str, Any] = signing.loads(request.COOKIES.get(COOKIE, ""), salt=SALT, max_age=KEPT)
    except signing.BadSignature:
        return {"browser": "", "of": []}
    return held


def _hash(what: str) -> str:
    return salted_hmac(SALT, what.lower(), algorithm="sha256").hexdigest()[:24]
