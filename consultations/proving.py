"""Proving an address: a code is sent to it, and typed here. Used when a guest gives one."""

import hashlib
import secrets
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import send_mail
from django.core.validators import validate_email
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.crypto import constant_time_compare

from audit import clock
from people import limits
from people.errors import Refused
from people.text import one_line

PLACE, MINUTES = "proving", 15
LENGTH = 8
SIGNS = "BCDFGHJKMNPQRSTVWXYZ23456789"


def send_code(request: HttpRequest, email: str, *, what: str) -> str:
    """Send a code to the address and remember it in the session. Returns the address as it is kept.

    The answer is the same whether or not anybody has an account with this address. Raises Refused.
    """
    email = one_line(email).lower()
    try:
        validate_email(email)
    except ValidationError as error:
        raise Refused("Give an e-mail address like name@example.org.") from error
    limits.take("claim-mail", keys=[limits.address_of(request), f"account {request.user.pk}", email])
    code = "".join(secrets.choice(SIGNS) for _ in range(LENGTH))
    request.session[PLACE] = {"email": email, "digest": _digest(code), "until": clock.now().timestamp() + 60 * MINUTES}
    if settings.DEMO:
        request.session["demo_code"] = code  # shown on the page: demo people have no inbox
        return email
    text = render_to_string("consultations/joining/claim_mail.txt", {"code": code, "what": what, "minutes": MINUTES})
    send_mail(f"{settings.SITE_NAME}: your code", text, None, [email])
    return email


def address_waiting(request: HttpRequest) -> str:
    """The address a code was sent to, while the code lasts; empty otherwise."""
    waiting: dict[str, Any] = request.session.get(PLACE) or {}
    return waiting["email"] if waiting and waiting["until"] > clock.now().timestamp() else ""


def proved(request: HttpRequest, code: str) -> str:
    """The address, proved by its code. Raises Refused for a wrong or late code, and after ten tries."""
    email = address_waiting(request)
    if not email:
        raise Refused("This code has run out. Ask for a new one.")
    limits.take("claim-code", keys=[limits.address_of(request), f"account {request.user.pk}", email])
    typed = "".join(sign for sign in code.upper() if sign.isalnum())
    if not constant_time_compare(_digest(typed), request.session[PLACE]["digest"]):
        raise Refused("That is not the code we sent. Check the newest e-mail from us.")
    return email


def forget(request: HttpRequest) -> None:
    request.session.pop(PLACE, None)
    request.session.pop("demo_code", None)


def _digest(code: str) -> str:
    return hashlib.sha256(f"proving {code}".encode()).hexdigest()
