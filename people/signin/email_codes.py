"""Signing in with a code sent by e-mail: asking for one, and typing it.

A code belongs to the browser that asked for it, works once, for some minutes. Asking looks nobody up, so a known and
an unknown address get the same answer after the same work. An account is made when a code has been typed, not before.

Nobody can use up what is somebody else's. Wrong codes count against the code they were typed for, in its own browser.
Once strangers have asked for many codes of one mailbox, whoever asks is in a *crowd*: all who ask get the same longer
code, mailed once in ten minutes, which works in each browser that asked. So the mailbox is not filled, and its owner
is not refused. A network that had many codes sent goes on with such longer ones. Other spellings of one mailbox are
counted with it; each has a code of its own, for a service may give them to different people. What that leaves to guess
is worked out in docs/decisions/sign-in.md.
"""

import logging
import secrets
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.core.mail import send_mail
from django.db import IntegrityError, transaction
from django.http import HttpRequest
from django.utils.crypto import constant_time_compare, salted_hmac

from audit import clock
from people import limits, numbers
from people.errors import Refused
from people.models import User
from people.models.mailboxes import mailbox
from people.session_store import UNFINISHED as KEPT
from people.signin import known_browsers
from people.text.emails import written
from people.text.sentences import many

log = logging.getLogger("answerable.mail")
ASKER = "asks"  # in the session: what mails are counted against in a browser, whatever key its session has
ALPHABET = "BCDFGHJKLMNPQRSTVWXZ23456789"  # no vowels: no words; no look-alikes. Eight of them are 38 bits
CROWD_SIGNS = 12  # 57 bits: typed in any number of browsers
CROWD_LASTS = 600  # seconds in which one mail goes to all who ask
ASKED_A_MAILBOX, ASKED_MINUTES = 5, 60  # codes of their own for strangers; a browser known here has as many for itself
ASKED_A_BROWSER = 20  # mails in a quarter of an hour, for a browser that keeps its cookies
ASKED_A_NETWORK = 60  # codes of their own in a quarter of an hour: a hall of people shares one network address
LONG_A_NETWORK = 600  # mails with longer codes, after these
NEW_BROWSERS = ASKED_A_NETWORK + LONG_A_NETWORK  # that a network begins: each is a row of the table of sessions
OTHER_SPELLINGS = 3  # mails an hour that one network has sent to a mailbox, in a crowd, under any but one spelling


class Closed(Refused):
    """The code was right and the account is closed."""


def ask(request: HttpRequest, email: str) -> None:
    """Send a code to `email` (any spelling) and remember in this browser that it was asked for.

    Raises Refused when this browser or network had very many mails sent, or when the e-mail cannot be sent.
    """
    email = email.strip().lower()
    limits.check("ask-code-browser", keys=[request.session.get(ASKER)], tries=ASKED_A_BROWSER)
    if not request.session.session_key and not known_browsers.number(request, known_browsers.mailbox(email)):
        limits.take("ask-new-browser", keys=[limits.address_of(request)], tries=NEW_BROWSERS)
    try:
        counted = _own_mail(request, email)
    except limits.TooMany:
        _ask_in_a_crowd(request, email)
        return
    code = "".join(secrets.choice(ALPHABET) for _ in range(numbers.CODE_SIGNS))
    _keep(request, email, code, crowd=False)
    try:
        _count_mail(request, email, "ask-code-here", ASKED_A_NETWORK)
    except limits.TooMany:
        counted.give_back()
        _ask_in_a_crowd(request, email)
        return
    try:
        _send(request, email, code)
    except Refused:
        counted.give_back()
        raise


def _own_mail(request: HttpRequest, email: str) -> limits.Try:
    """Count a code for this browser alone. Raises TooMany when strangers, or this browser, asked for many."""
    if browser := known_browsers.number(request, known_browsers.mailbox(email)):
        return limits.take("ask-code-known", keys=[f"{browser} {email}"], tries=ASKED_A_MAILBOX)
    return limits.take("ask-code", keys=[mailbox(email)], tries=ASKED_A_MAILBOX, minutes=ASKED_MINUTES)


def _ask_in_a_crowd(request: HttpRequest, email: str) -> None:
    period = _period(clock.now().timestamp())
    code = _crowd_code(email, period)
    _keep(request, email, code, crowd=True)
    if settings.DEMO:
        _send(request, email, code)
        return
    sent = f"{_crowd(email, period)}:sent:{_digest(email, code)[:16]}"
    if cache.get(sent):
        return
    _refuse_many_spellings(request, email)
    _count_mail(request, email, "ask-crowd-here", LONG_A_NETWORK)
    if cache.add(sent, 1, timeout=2 * CROWD_LASTS):
        try:
            _send(request, email, code)
        except Refused:
            cache.delete(sent)
            raise


def _count_mail(request: HttpRequest, email: str, what: str, tries: int) -> None:
    """Only mails count against a network, and none to whoever is known here: asking in vain shuts nobody out."""
    if not known_browsers.number(request, known_browsers.mailbox(email)):
        limits.take(what, keys=[limits.address_of(request)], tries=tries)
        limits.take("ask-code-browser", keys=[request.session[ASKER]], tries=ASKED_A_BROWSER)


def _refuse_many_spellings(request: HttpRequest, email: str) -> None:
    """By network, so that who asks for "amina+1@" to "amina+60@" keeps no mail from "amina@" elsewhere."""
    if known_browsers.number(request, known_browsers.mailbox(email)):
        return
    asked = f"{limits.address_of(request)} {mailbox(email)}"
    first, spelling = limits.private_name("crowd-spelling", asked), _digest(email, "")[:16]
    if not cache.add(first, spelling, timeout=3600) and cache.get(first) != spelling:
        limits.take("ask-crowd-spelling", keys=[asked], tries=OTHER_SPELLINGS, minutes=60)


def _keep(request: HttpRequest, email: str, code: str, *, crowd: bool) -> None:
    request.session[KEPT] = {
        "email": email,
        "code": _digest(email, code),
        "at": clock.now().timestamp(),
        "tries": secrets.token_hex(8),  # what wrong codes are counted against
        "crowd": crowd,
    }
    request.session.setdefault(ASKER, secrets.token_hex(8))
    if not request.user.is_authenticated:  # whose session is found by its sign-in, and by the key that this one knows
        request.session.cycle_key()  # the new one begins with the mark of this mailbox


def in_a_crowd(request: HttpRequest) -> bool:
    """True when this browser's code is the one that all get who ask for this address now."""
    return bool(request.session.get(KEPT, {}).get("crowd"))


def asked_for(request: HttpRequest) -> str:
    """The address this browser asked a code for; empty when it asked for none."""
    return str(request.session.get(KEPT, {}).get("email", ""))


def confirm(request: HttpRequest, typed: str) -> User:
    """The person whose code was typed, with an account made if there was none. Raises as `prove`, and Closed."""
    return _account(prove(request, typed))


def prove(request: HttpRequest, typed: str) -> str:
    """The address whose code was typed. The code is used up.

    Raises Refused for a wrong or old code and after ten wrong ones in this browser.
    """
    kept: dict[str, Any] = request.session.get(KEPT, {})
    if not kept:
        raise Refused("Ask for a code first. A code works only in the browser that asked for it.")
    if clock.now() - datetime.fromtimestamp(kept["at"], tz=clock.now().tzinfo) > timedelta(
        minutes=numbers.CODE_MINUTES
    ):
        raise Refused(f"This code is older than {many(numbers.CODE_MINUTES, 'minute')}. Ask for a new one below.")
    try:
        counted = limits.take("sign-in-code", keys=[kept.get("tries", request.session.session_key)])
    except limits.TooMany as error:
        raise Refused("That was too many tries with this code. Ask for a new one below.") from error
    code = "".join(sign for sign in typed.upper() if sign.isalnum())
    own = not kept.get("crowd") and constant_time_compare(kept["code"], _digest(kept["email"], code))
    crowds = _is_crowds(kept, code)
    if not (own or crowds):
        raise Refused("That is not the code we sent. Check it and type it again.")
    counted.give_back()
    if crowds:
        _use_up_crowds(kept["email"], kept["at"])
    forget(request)
    known_browsers.proved(request, known_browsers.mailbox(kept["email"]))
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


# --- One code for all who ask ----------------------------------------------------------------------
def _period(moment: float) -> int:
    return int(moment) // CROWD_LASTS


def _crowd(email: str, period: int) -> str:
    return limits.private_name(f"crowd:{period}", email)


def _crowd_code(email: str, period: int) -> str:
    """Worked out, not stored; another one after each use."""
    used = cache.get(f"{_crowd(email, period)}:used", 0)
    number = int.from_bytes(salted_hmac("people.codes.crowd", f"{email} {period} {used}", algorithm="sha256").digest())
    signs = []
    for _ in range(CROWD_SIGNS):
        number, place = divmod(number, len(ALPHABET))
        signs.append(ALPHABET[place])
    return "".join(signs)


def _periods(since: float) -> range:
    return range(_period(since), _period(clock.now().timestamp()) + 1)


def _is_crowds(kept: dict[str, Any], code: str) -> bool:
    """Is it a code mailed to all since this browser asked? The newest e-mail may be a later one than its own."""
    return any(constant_time_compare(code, _crowd_code(kept["email"], period)) for period in _periods(kept["at"]))


def _use_up_crowds(email: str, since: float) -> None:
    for period in _periods(since):
        used = f"{_crowd(email, period)}:used"
        cache.add(used, 0, timeout=3 * CROWD_LASTS)
        with suppress(ValueError):
            cache.incr(used)


def _send(request: HttpRequest, email: str, code: str) -> None:
    shown = "-".join(code[place : place + 4] for place in range(0, len(code), 4))
    if settings.DEMO:
        request.session["demo_code"] = shown  # shown on the page: demo people have no inbox
        return
    text = written("account/email/code.txt", {"code": shown, "crowd": len(code) == CROWD_SIGNS})
    try:
        send_mail(f"{shown} is your code for {settings.SITE_NAME}", text, settings.DEFAULT_FROM_EMAIL, [email])
    except OSError as error:  # smtplib's errors are OSErrors
        log.error("The mail server takes no e-mail: %s", error)
        raise Refused("We could not send the e-mail just now. Nothing is lost: try again in a few minutes.") from error
