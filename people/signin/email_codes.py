"""Signing in with a code sent by e-mail: asking for one, and typing it.

A code belongs to the browser that asked for it, works once, for some minutes. Asking looks nobody up, so a known and
an unknown address get the same answer after the same work. An account is made when a code has been typed, not before.
"""

import secrets
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.mail import send_mail
from django.db import IntegrityError, transaction
from django.http import HttpRequest
from django.utils.crypto import constant_time_compare, salted_hmac

from audit import clock
from people import limits, numbers
from people.errors import Refused
from people.models import User
from people.text.emails import written
from people.text.sentences import many

KEPT = "sign_in_code"
ALPHABET = "BCDFGHJKLMNPQRSTVWXZ23456789"  # no vowels: no words; no look-alikes. Six of them are 29 bits
ASKED_A_MAILBOX, ASKED_AN_ADDRESS = (
    5,
    60,
)  # codes sent in a quarter of an hour: a hall of people shares one network address


class Closed(Refused):
    """The code was right and the account is closed."""


def ask(request: HttpRequest, email: str) -> None:
    """Send a code to `email` (any spelling) and remember in this browser that it was asked for.

    Raises Refused when too many were asked for, or when the e-mail cannot be sent.
    """
    email = email.strip().lower()
    limits.take("ask-code", keys=[email], tries=ASKED_A_MAILBOX)
    limits.take("ask-code-here", keys=[limits.address_of(request)], tries=ASKED_AN_ADDRESS)
    code = "".join(secrets.choice(ALPHABET) for _ in range(numbers.CODE_SIGNS))
    request.session[KEPT] = {"email": email, "code": _digest(email, code), "at": clock.now().timestamp()}
    shown = f"{code[:3]}-{code[3:]}"
    if settings.DEMO:
        request.session["demo_code"] = shown  # shown on the page: demo people have no inbox
        return
    _send(email, shown)


def asked_for(request: HttpRequest) -> str:
    """The address this browser asked a code for; empty when it asked for none."""
    return str(request.session.get(KEPT, {}).get("email", ""))


def confirm(request: HttpRequest, typed: str) -> User:
    """The person whose code was typed, with an account made if there was none. Raises as `prove`, and Closed."""
    return _account(prove(request, typed))


def prove(request: HttpRequest, typed: str) -> str:
    """The address whose code was typed. The code is used up.

    Raises Refused for a wrong or old code and after ten wrong ones.
    """
    kept: dict[str, Any] = request.session.get(KEPT, {})
    if not kept:
        raise Refused("Ask for a code first. A code works only in the browser that asked for it.")
    if clock.now() - datetime.fromtimestamp(kept["at"], tz=clock.now().tzinfo) > timedelta(
        minutes=numbers.CODE_MINUTES
    ):
        raise Refused(f"This code is older than {many(numbers.CODE_MINUTES, 'minute')}. Ask for a new one below.")
    counted = limits.take("sign-in-code", keys=[limits.address_of(request), kept["email"]])
    code = "".join(sign for sign in typed.upper() if sign.isalnum())
    if not constant_time_compare(kept["code"], _digest(kept["email"], code)):
        raise Refused("That is not the code we sent. Check it and type it again.")
    counted.give_back()
    forget(request)
    return str(kept["email"])


def forget(request: HttpRequest) -> None:
    """Drop the code this browser asked for."""
    for key in (KEPT, "demo_code"):
        request.session.pop(key, None)


def _account(email: str) -> User:
    user = User.objects.filter(email=email).first()
    if user is None:
        try:
            with transaction.atomic():
                user = User.objects.create_user(email)
        except IntegrityError:  # two browsers of one new person, at the same moment
            user = User.objects.get(email=email)
    if not user.is_active:
        raise Closed("This account is closed.")
    return user


def _digest(email: str, code: str) -> str:
    """Whoever reads the table of sessions must not be able to read codes there."""
    return salted_hmac("people.codes", f"{email} {code}", algorithm="sha256").hexdigest()


def _send(email: str, code: str) -> None:
    text = written("account/email/code.txt", {"code": code})
    try:
        send_mail(f"{code} is your code for {settings.SITE_NAME}", text, settings.DEFAULT_FROM_EMAIL, [email])
    except OSError as error:  # smtplib's errors are OSErrors
        raise Refused("We could not send the e-mail just now. Nothing is lost: try again in a few minutes.") from error
