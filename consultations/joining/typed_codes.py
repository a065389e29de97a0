"""Typed codes of every kind, and how often they may be wrong.

Wrong ones are counted by address and by account: ten in fifteen minutes, one count for all kinds of code. Right ones
are not, so that a hall of people behind one address gets in; but where ten were wrong, a right one is not looked at
either, or the limit would stop nobody. `docs/decisions/guests.md` says what that means in a room.
"""

from typing import TypeVar

from django.http import HttpRequest

from audit.wiring import wired_map
from people import limits

T = TypeVar("T")
WHAT = "code"


def checked(request: HttpRequest, found: T | None, *, trusted: bool = False) -> T | None:
    """What the typed code stands for; None, and one try counted, when it stands for nothing.

    Raises limits.TooMany after ten wrong ones, whether or not this one is right: the answer does not tell.
    `trusted` is for a right code of a session whose facilitator sits behind the same address.
    """
    user = request.user
    keys = [limits.address_of(request), f"account {user.pk}" if user.is_authenticated else ""]
    if found is None:
        limits.take(WHAT, keys=keys)
    elif not trusted:
        limits.check(WHAT, keys=keys)
    return found


def tidy(code: str) -> str:
    """A code as it was made: capitals and digits alone."""
    return "".join(sign for sign in code.upper() if sign.isalnum() and sign.isascii())


def address_name(code: str) -> str:
    """The name of the address a typed code belongs to, by its length. One box takes every kind of code.

    Any length that no room has said is its own is an invitation, or nothing.
    """
    name: str = wired_map("TYPED_CODES").get(len(code), "join_by_code")
    return name
