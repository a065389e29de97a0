"""How often something may be tried: ten times in fifteen minutes, whoever asks and whatever else they do."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import caches
from django.test import RequestFactory

from audit import clock
from people import limits
from people.limits import TooMany


def wrong(*keys: str, times: int = 1, what: str = "code") -> None:
    for _ in range(times):
        limits.take(what, keys=keys)


def test_the_eleventh_try_is_refused_and_says_when_to_come_back() -> None:
    wrong("amina", times=10)
    with pytest.raises(TooMany, match=r"Wait 1[56] minutes, then try again") as refusal:
        wrong("amina")
    assert timedelta(minutes=14) < refusal.value.again_at - clock.now() <= timedelta(minutes=16)


def test_there_are_never_more_than_ten_in_any_fifteen_minutes() -> None:
    start = clock.now().replace(minute=10, second=59)
    with clock.travel(start):
        wrong("amina", times=10)
    for minutes in (1, 5, 14):
        with clock.travel(start + timedelta(minutes=minutes)), pytest.raises(TooMany):
            wrong("amina")
    with clock.travel(start + timedelta(minutes=16)):
        wrong("amina", times=10)


def test_trying_on_while_refused_does_not_lengthen_the_wait() -> None:
    start = clock.now()
    with clock.travel(start):
        wrong("amina", times=10)
    for minutes in range(1, 14):
        with clock.travel(start + timedelta(minutes=minutes)), pytest.raises(TooMany):
            wrong("amina")
    with clock.travel(start + timedelta(minutes=17)):
        wrong("amina")


def test_address_and_account_are_counted_each_for_itself() -> None:
    for n in range(10):
        wrong("one address", f"account {n}")
    with pytest.raises(TooMany):
        wrong("one address", "account 11")
    wrong("another address", "account 11")


def test_a_refusal_for_the_address_costs_the_account_nothing() -> None:
    wrong("address", times=10)
    for _ in range(15):
        with pytest.raises(TooMany):
            limits.take("code", keys=["account", "address"])
    wrong("account", times=10)


def test_each_kind_of_try_is_counted_by_itself() -> None:
    wrong("amina", times=10)
    wrong("amina", what="another-thing")


def test_success_gives_back_its_own_try_and_no_other() -> None:
    wrong("address", times=9)
    for _ in range(50):
        limits.take("code", keys=["address"]).give_back()
    wrong("address")
    with pytest.raises(TooMany):
        wrong("address")


def test_fifty_guesses_at_the_same_moment_get_ten() -> None:
    def guess(_: int) -> bool:
        try:
            wrong("address")
        except TooMany:
            return False
        return True

    with ThreadPoolExecutor(12) as pool:
        allowed = sum(pool.map(guess, range(50)))
    assert 1 <= allowed <= 10  # at one moment a refused one may briefly stand in another's way, never the reverse


def test_nothing_may_be_guessed_while_nothing_can_be_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    def gone(*args: Any, **kwargs: Any) -> None:
        raise ConnectionError("no route")

    monkeypatch.setattr(type(caches["default"]), "incr", gone)
    with pytest.raises(TooMany, match="Wait a minute"):
        wrong("amina")


def test_the_cache_holds_neither_address_nor_e_mail(monkeypatch: pytest.MonkeyPatch) -> None:
    names: list[str] = []
    monkeypatch.setattr(limits, "_raise", lambda name, *_: names.append(name) or {})
    limits.take("code", keys=["203.0.113.9", "amina@example.org"])
    assert names and not any("203.0" in name or "amina" in name for name in names)


# --- Whose address ----------------------------------------------------------------------------------
def address(remote: str, forwarded: str = "") -> str:
    return limits.address_of(RequestFactory().get("/", REMOTE_ADDR=remote, HTTP_X_FORWARDED_FOR=forwarded))


def test_a_forged_x_forwarded_for_changes_nothing() -> None:
    assert address("203.0.113.9", "198.51.100.1") == address("203.0.113.9") == "203.0.113.9"


def test_without_proxies_of_ours_the_header_is_not_looked_at_at_all() -> None:
    """Not even when it names the caller: that bought a second count, shared with everybody who did the same."""
    assert address("203.0.113.9", "203.0.113.9") == address("203.0.113.9", "198.51.100.1, 203.0.113.9") == "203.0.113.9"


def test_only_what_our_own_proxies_wrote_is_believed(settings: Any) -> None:
    settings.TRUSTED_PROXIES = 1
    assert address("10.0.0.1", "198.51.100.1, 203.0.113.9") == "203.0.113.9"
    assert address("10.0.0.1") == "10.0.0.1"
    settings.TRUSTED_PROXIES = 2
    assert address("10.0.0.1", "198.51.100.1, 203.0.113.9, 10.0.0.2") == "203.0.113.9"


def test_a_whole_ipv6_network_is_one_address() -> None:
    assert address("2001:db8:1:2::1") == address("2001:db8:1:2:ffff::9") == "2001:db8:1:2::/64"
    assert address("2001:db8:1:3::1") != address("2001:db8:1:2::1")
