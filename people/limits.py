"""How often something may be tried: wrong codes, asked-for e-mails, guessed invitations.

Counts live in the cache (Redis where there is more than one process), a minute to a key, and are never cleared by
success: signing in well oneself does not buy more guesses at somebody else's code.
"""

import ipaddress
import math
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from audit import clock
from people.errors import Refused


class TooMany(Refused):
    """Too many tries; `again_at` is when the next one is possible."""

    def __init__(self, again_at: datetime) -> None:
        self.again_at = again_at
        minutes = max(1, math.ceil((again_at - clock.now()).total_seconds() / 60))
        hours = round(minutes / 60)
        wait = "a minute" if minutes == 1 else f"{minutes} minutes" if hours < 3 else f"{hours} hours"
        super().__init__(f"That was too many tries. Wait {wait}, then try again.")


@dataclass(frozen=True)
class Try:
    """One counted try. `give_back` when it turned out right: a hall of people behind one address may all join."""

    counters: tuple[str, ...]

    def give_back(self) -> None:
        """Take this one try off again. Earlier wrong ones stay counted."""
        for counter in self.counters:
            _lower(counter)


def take(what: str, *, keys: Iterable[object], tries: int = 10, minutes: int = 15) -> Try:
    """Count one try of `what` (a slug) against every key (an address, an account; empty ones are left out).

    Call it before looking at what was typed, so that guesses at the same moment are all counted. Raises TooMany, and
    counts nothing, when any key has had `tries` of them in the last `minutes`.
    """
    minute = _this_minute()
    taken: list[str] = []
    for key in [str(key) for key in keys if key]:
        name = _name(what, key)
        counts = _raise(name, minute, minutes)
        taken.append(_counter(name, minute))
        if sum(counts.values()) > tries:
            Try(tuple(taken)).give_back()
            raise TooMany(_free_again(counts, tries, minutes))
    return Try(tuple(taken))


def check(what: str, *, keys: Iterable[object], tries: int = 10, minutes: int = 15) -> None:
    """Raise TooMany if a try would be refused now; only reads, so that any number of right codes pass side by side.

    For showing a page, and for what turned out right where everything wrong is taken.
    """
    minute = _this_minute()
    for key in [str(key) for key in keys if key]:
        counts = _counts(_name(what, key), minute, minutes)
        if sum(counts.values()) >= tries:
            raise TooMany(_free_again({**counts, minute: counts[minute] + 1}, tries, minutes))


def address_of(request: HttpRequest) -> str:
    """The caller's network address, for counting only: never store it (domain: no addresses in application tables).

    X-Forwarded-For is whatever the caller likes to write, except what our own proxies appended: the last
    `TRUSTED_PROXIES` entries; without any it is not looked at. IPv6 callers own a whole /64: that counts as one.
    """
    remote = request.META.get("REMOTE_ADDR", "")
    forwarded = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if part.strip()]
    trusted = settings.TRUSTED_PROXIES
    if trusted and len(forwarded) >= trusted:
        return _network(forwarded[-trusted])
    return _network(remote)


def address_of_scope(scope: Mapping[str, Any]) -> str:
    """The same, of a socket or of a request that no page has seen yet."""
    request = HttpRequest()
    request.META["REMOTE_ADDR"] = (scope.get("client") or ("", 0))[0]
    forwarded = [value.decode("latin-1") for name, value in scope["headers"] if name == b"x-forwarded-for"]
    request.META["HTTP_X_FORWARDED_FOR"] = ",".join(forwarded)
    return address_of(request)


def _network(address: str) -> str:
    try:
        parsed = ipaddress.ip_address(address.strip("[]"))
    except ValueError:
        return address[:64]
    if isinstance(parsed, ipaddress.IPv6Address):
        return str(ipaddress.ip_network((parsed, 64), strict=False))
    return str(parsed)


def _name(what: str, key: str) -> str:
    return private_name(f"limit:{what}", key)


def private_name(start: str, key: str) -> str:
    """A name in the cache from which the address or e-mail cannot be read."""
    return f"{start}:{salted_hmac('people.limits', key.lower(), algorithm='sha256').hexdigest()[:32]}"


def _counter(name: str, minute: int) -> str:
    return f"{name}:{minute}"


def _this_minute() -> int:
    return int(clock.now().timestamp()) // 60


def _raise(name: str, minute: int, minutes: int) -> dict[int, int]:
    """Count one more, then read the whole window: of tries at one moment each sees at least those before it."""
    counter = _counter(name, minute)
    try:
        cache.add(counter, 0, timeout=(minutes + 2) * 60)
        cache.incr(counter)
    except (OSError, ValueError) as error:
        raise _uncounted() from error
    return _counts(name, minute, minutes)


def _counts(name: str, minute: int, minutes: int) -> dict[int, int]:
    try:
        found = cache.get_many([_counter(name, minute - ago) for ago in range(minutes + 1)])
    except (OSError, ValueError) as error:
        raise _uncounted() from error
    return {minute - ago: found.get(_counter(name, minute - ago), 0) for ago in range(minutes + 1)}


def _uncounted() -> TooMany:
    """Nothing can be counted, so nothing may be guessed: codes wait for the cache, the rest of the site does not."""
    return TooMany(clock.now() + timedelta(minutes=1))


def _lower(counter: str) -> None:
    with suppress(OSError, ValueError):  # gone: then it counts nothing any more
        cache.decr(counter)


def _free_again(counts: dict[int, int], tries: int, minutes: int) -> datetime:
    """When enough of the oldest minutes have left the window."""
    used = sum(counts.values()) - 1  # without the try that was refused
    for minute in sorted(counts):
        used -= counts[minute]
        if used < tries:
            return datetime.fromtimestamp((minute + minutes + 1) * 60, tz=clock.now().tzinfo)
    return clock.now() + timedelta(minutes=minutes)
