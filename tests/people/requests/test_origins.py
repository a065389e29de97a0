"""Our own origin is scheme, host and port together; what a caller says of proxies counts only where we have some."""

from typing import Any

import pytest
from django.test import Client, RequestFactory

from people import limits
from people.requests.origins import is_ours


@pytest.fixture(autouse=True)
def plain(settings: Any) -> None:
    settings.HTTPS_ONLY, settings.SECURE_PROXY_SSL_HEADER, settings.CSRF_TRUSTED_ORIGINS = False, None, []
    settings.ALLOWED_HOSTS = ["talk.example.org", "localhost"]


def ours(origin: str, host: str = "talk.example.org", scheme: str = "http", **headers: str) -> bool:
    return is_ours(origin, {"host": host, **{n.replace("_", "-"): value for n, value in headers.items()}}, scheme)


def test_the_same_scheme_host_and_port() -> None:
    assert ours("http://talk.example.org")
    assert ours("http://talk.example.org:80")
    assert ours("http://talk.example.org:8000", "talk.example.org:8000")
    assert ours("https://talk.example.org", scheme="wss")
    assert not ours("http://talk.example.org:8000")
    assert not ours("http://talk.example.org", "talk.example.org:8000")
    assert not ours("http://talk.example.org", scheme="wss")
    assert not ours("http://localhost")
    assert not ours("http://elsewhere.example", "elsewhere.example")
    assert not ours("")


def test_where_everything_is_https_a_plain_page_is_another_site(settings: Any) -> None:
    settings.HTTPS_ONLY = True
    assert ours("https://talk.example.org", scheme="ws")
    assert not ours("http://talk.example.org", scheme="ws")


def test_a_proxy_that_changes_the_host_is_named_in_the_settings(settings: Any) -> None:
    settings.CSRF_TRUSTED_ORIGINS = ["https://outside.example"]
    assert ours("https://outside.example", "localhost")
    assert not ours("https://outside.example:8443", "localhost")


def test_a_proxys_word_about_the_scheme_counts_only_where_one_is_trusted(settings: Any) -> None:
    assert not ours("https://talk.example.org", x_forwarded_proto="https")
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    assert ours("https://talk.example.org", x_forwarded_proto="https")
    assert not ours("http://talk.example.org", x_forwarded_proto="https")


FORGED = {
    "HTTP_X_FORWARDED_FOR": "198.51.100.1",
    "HTTP_X_REAL_IP": "198.51.100.1",
    "HTTP_FORWARDED": "for=198.51.100.1;proto=https;host=evil.example",
    "HTTP_X_FORWARDED_PROTO": "https",
    "HTTP_X_FORWARDED_HOST": "evil.example",
    "HTTP_X_FORWARDED_PORT": "444",
}


def test_without_trusted_proxies_nothing_that_a_caller_says_of_them_counts() -> None:
    request = RequestFactory().get("/", REMOTE_ADDR="203.0.113.9", HTTP_HOST="localhost", **FORGED)
    assert limits.address_of(request) == "203.0.113.9"
    assert (request.is_secure(), request.get_host(), request.get_port()) == (False, "localhost", "80")


@pytest.mark.django_db
def test_the_policy_names_the_sockets_own_origin(settings: Any) -> None:
    def policy(**more: Any) -> str:
        return Client().get("/", **more)["Content-Security-Policy"]

    assert "connect-src 'self' ws://localhost:8000;" in policy(HTTP_HOST="localhost:8000") + ";"
    assert "wss://localhost;" in policy(HTTP_HOST="localhost", secure=True) + ";"
    settings.HTTPS_ONLY = True
    assert "wss://talk.example.org;" in policy(HTTP_HOST="talk.example.org") + ";"
    assert "evil" not in Client().get("/", HTTP_HOST="evil.example").get("Content-Security-Policy", "")
