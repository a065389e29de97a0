"""The cache may be away; nothing fails because of it."""

import socket

import pytest
from django.test import Client

from config.cache import ForgivingRedisCache
from tests.cast import Cast


def nobody_listens() -> str:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return f"redis://127.0.0.1:{probe.getsockname()[1]}/0"


@pytest.fixture
def away() -> ForgivingRedisCache:
    return ForgivingRedisCache(nobody_listens(), {"OPTIONS": {"socket_connect_timeout": 1}})


def test_while_it_is_away_this_process_remembers(away: ForgivingRedisCache) -> None:
    assert away.get("a", "nothing") == "nothing"
    away.set("a", 1, 60)
    away.set_many({"b": 2, "c": 3}, 60)
    assert (away.get("a"), away.get_many(["b", "c"])) == (1, {"b": 2, "c": 3})
    assert (away.add("a", 9, 60), away.incr("a"), away.decr("a"), away.has_key("a")) == (False, 2, 1, True)
    away.delete("a")
    assert away.get("a") is None


def test_it_is_not_asked_again_at_once(away: ForgivingRedisCache, caplog: pytest.LogCaptureFixture) -> None:
    for _ in range(20):
        away.get("a")
    assert len(caplog.records) == 1


def test_pages_and_sign_in_work_without_it(cast: Cast, client: Client, settings: object) -> None:
    backend = {"BACKEND": "config.cache.ForgivingRedisCache", "LOCATION": nobody_listens()}
    settings.CACHES = {"default": backend}  # type: ignore[attr-defined]
    client.force_login(cast.amina)
    assert client.get(f"/consultations/{cast.consultation.slug}/").status_code == 200
    client.logout()
    sent = client.post("/accounts/login/code/", {"email": cast.amina.email})
    assert sent.status_code == 302
