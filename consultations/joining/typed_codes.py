"""Typed codes of every kind, and how often they may be wrong.

Wrong ones are counted, one count for all kinds of code: ten in fifteen minutes for a browser and for an account, a
hundred for a network. Right ones are not, so that a hall of people behind one address gets in. Where a browser typed
ten wrong ones, or a network a hundred, a right code of a session is not looked at either, or the limit would stop
nobody. Letters and return codes are longer, so they are looked at until a thousand were wrong: whoever types nonsense
in a hall or a library keeps nobody out who holds one. What a page of another site asks for by itself is neither looked
at nor counted, until somebody presses the button beside it.

What guessing takes, of one code, by the network's figures alone, for a browser that keeps no cookie: a session's has
42 bits, so at 400 an hour 627,000 years on average, and 627 from a thousand networks; an invitation's 50, at 4,000 an
hour 16 million years, and 16,000 from a thousand networks; a return code's 60 bits a thousand times that. Of any of a
hundred live sessions, from a thousand networks: six years; of any of two thousand letters: eight.
`docs/decisions/guests.md` says what that means in a room.
"""

from typing import TypeVar

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from audit.wiring import wired_map
from people import limits
from people.errors import Refused
from people.signin import devices

T = TypeVar("T")
PRESSED = "answerable_pressed"  # a cookie: a stranger’s press makes no row of the table of sessions
LASTS = 300  # seconds
WHAT, OF_A_NETWORK, OF_LONG_CODES = "code", "code-network", "code-long"
A_BROWSER, A_NETWORK, BEFORE_LONG_CODES = 10, 100, 1000  # wrong ones in fifteen minutes


class NotLooked(Refused):
    """Another site's page, or a program that looks ahead, may have asked for the address of a code by itself."""

    def __init__(self) -> None:
        super().__init__("One more step: press the button, so that we know that you opened this code yourself.")


def checked(request: HttpRequest, found: T | None, *, trusted: bool = False, is_long: bool = False) -> T | None:
    """What the typed code stands for; None, and one try counted, when it stands for nothing.

    Raises limits.TooMany after too many wrong ones, whether or not this one is right: the answer does not tell. Raises
    NotLooked, and counts nothing, where no person opened the address. `trusted` is for a right code of a session whose
    facilitator sits behind the same address; `is_long` for a right invitation or return code.
    """
    if is_embedded(request) and not was_pressed(request):
        raise NotLooked
    user, network = request.user, limits.address_of(request)
    account = f"account {user.pk}" if user.is_authenticated else ""
    if found is None:
        limits.take(WHAT, keys=[f"device {devices.remember(request, devices.DEVICE)}", account], tries=A_BROWSER)
        limits.take(OF_LONG_CODES, keys=[network], tries=BEFORE_LONG_CODES)
        limits.take(OF_A_NETWORK, keys=[network], tries=A_NETWORK)
    elif not trusted:
        held = devices.held(request, devices.DEVICE)
        limits.check(WHAT, keys=[f"device {held}" if held else "", account], tries=A_BROWSER)
        what, tries = (OF_LONG_CODES, BEFORE_LONG_CODES) if is_long else (OF_A_NETWORK, A_NETWORK)
        limits.check(what, keys=[network], tries=tries)
    return found


def is_embedded(request: HttpRequest) -> bool:
    """True for a picture, script or frame of another site's page: whoever reads that page opened no address of ours.

    Browsers say so themselves; an older one says at least that it wants no page. Whoever lies about it is told nothing.
    """
    if request.method not in ("GET", "HEAD"):
        return False  # of our own pages alone: the form's token says so
    return _asks_for_no_page(request)


def pressed(request: HttpRequest, response: HttpResponse, code: str) -> HttpResponse:
    """Remember what was sent from our own form, for a browser that will ask for it as it asks for a picture."""
    if _asks_for_no_page(request):
        response.set_signed_cookie(
            PRESSED, tidy(code), salt=PRESSED, max_age=LASTS, httponly=True, samesite="Lax", secure=settings.HTTPS_ONLY
        )
    return response


def was_pressed(request: HttpRequest) -> bool:
    asked = request.resolver_match.kwargs.get("code", "") if request.resolver_match else ""
    return bool(asked) and request.get_signed_cookie(PRESSED, "", salt=PRESSED, max_age=LASTS) == tidy(asked)


def _asks_for_no_page(request: HttpRequest) -> bool:
    headers = request.headers
    if site := headers.get("Sec-Fetch-Site", ""):
        return site in ("cross-site", "same-site") and headers.get("Sec-Fetch-Dest", "") != "document"
    accepted = headers.get("Accept", "")
    return bool(accepted) and "text/html" not in accepted


def status_of(error: Refused) -> int:
    return 403 if isinstance(error, NotLooked) else 429


def tidy(code: str) -> str:
    """A code as it was made: capitals and digits alone."""
    return "".join(sign for sign in code.upper() if sign.isalnum() and sign.isascii())


def address_name(code: str) -> str:
    """The name of the address a typed code belongs to, by its length. One box takes every kind of code.

    Any length that no room has said is its own is an invitation, or nothing.
    """
    name: str = wired_map("TYPED_CODES").get(len(code), "join_by_code")
    return name
