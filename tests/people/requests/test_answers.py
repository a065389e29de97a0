"""What every answer carries, and what a cache on the way may keep of it."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from people.models import User
from tests.cast import Cast

As = Callable[[User | None], Client]


def pages(cast: Cast) -> list[str]:
    """Pages of every kind: public, personal, for staff, redirects, fragments, missing."""
    base = f"/consultations/{cast.consultation.slug}/"
    rooms = ["", "me/", "briefing/", "discussion/", "polls/", "desk/", "people/", "record/", "report/", "moderation/"]
    return [
        "/", "/desk/", "/record/", "/record/feed/", "/join/", "/how-it-works/", "/accounts/login/code/", "/nothing/",
        "/accounts/logout/", "/consultations/new/", *[base + room for room in rooms], base.rstrip("/"),
    ]  # fmt: skip


@dataclass
class SharedCache:
    """A toy proxy cache, as rash as RFC 9111 allows: it keeps whatever no header forbids, for whoever asks next."""

    kept: dict[str, list[tuple[dict[str, str], Any]]] = field(default_factory=dict)

    def get(self, client: Client, path: str, headers: dict[str, str]) -> tuple[Any, bool]:
        """The answer, and whether it came from the cache."""
        request = {name.lower(): value for name, value in headers.items()}
        request["cookie"] = "; ".join(f"{name}={morsel.value}" for name, morsel in client.cookies.items())
        for varied, answer in self.kept.get(path, []):
            if all(request.get(name, "") == value for name, value in varied.items()):
                return answer, True
        answer = client.get(path, headers=headers)
        if self.may_keep(answer):
            vary = [name.strip().lower() for name in answer.get("Vary", "").split(",") if name.strip()]
            self.kept.setdefault(path, []).append(({name: request.get(name, "") for name in vary}, answer))
        return answer, False

    @staticmethod
    def may_keep(answer: Any) -> bool:
        said = {part.strip().split("=")[0] for part in answer.get("Cache-Control", "").lower().split(",")}
        return not said & {"no-store", "private", "no-cache"} and answer.get("Vary", "") != "*"


def test_two_people_behind_one_cache_never_get_each_others_pages(cast: Cast, client_for: As) -> None:
    cache, for_all = SharedCache(), {"/", "/record/", "/record/feed/", "/how-it-works/"}
    clients = [client_for(user) for user in (cast.amina, cast.moss, None)]
    for path in pages(cast):
        for client in clients:
            for headers in ({}, {"HX-Request": "true"}, {"Accept-Encoding": "gzip"}):
                _, from_cache = cache.get(client, path, headers)
                assert not from_cache or path in for_all, path
    assert set(cache.kept) == for_all


def test_the_toy_cache_would_mix_people_up() -> None:
    """The premise of the test above: without our headers this cache serves one person's page to the next."""
    from django.http import HttpResponse

    assert SharedCache.may_keep(HttpResponse("for you alone"))


def test_the_feed_is_for_everybody_and_sets_no_cookie(cast: Cast, client_for: As) -> None:
    answer = client_for(None).get("/record/feed/")
    assert "public" in answer["Cache-Control"]
    assert not answer.cookies


def test_a_public_page_that_looked_somebody_up_is_private_after_all(cast: Cast, client_for: As, settings: Any) -> None:
    settings.ROOT_URLCONF = "tests.people.requests.urls_of_careless_views"
    assert client_for(cast.amina).get("/careless/")["Cache-Control"] == "private, no-store"
    assert client_for(None).get("/cookie/")["Cache-Control"] == "private, no-store"
    assert client_for(None).get("/public/")["Cache-Control"] == "public, max-age=60"


def test_refusals_errors_and_redirects_are_private(cast: Cast, client_for: As, settings: Any) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(cast.amina)
    base = f"/consultations/{cast.consultation.slug}/"
    answers = [
        strict.post("/join/", {"code": "x"}),  # no token
        client_for(cast.amina).get("/consultations/nowhere/"),
        client_for(None).get(base + "me/"),
        client_for(cast.amina).get(base.rstrip("/")),
        client_for(cast.amina).post(base + "me/", {"quotes": "on", "recontact": "on"}),
        client_for(cast.amina).delete("/join/"),
    ]
    settings.ROOT_URLCONF = "tests.people.requests.urls_of_careless_views"
    failing = Client(raise_request_exception=False)
    failing.force_login(cast.amina)
    answers.append(failing.get("/broken/"))
    assert [answer.status_code for answer in answers] == [403, 404, 302, 301, 302, 405, 500]
    assert {answer["Cache-Control"] for answer in answers} == {"private, no-store"}


def test_every_answer_carries_the_headers(cast: Cast, client_for: As) -> None:
    for path in pages(cast):
        answer = client_for(cast.moss).get(path)
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["X-Frame-Options"] == "DENY"
        assert answer["Referrer-Policy"] == "same-origin"
        assert answer["Cross-Origin-Opener-Policy"] == "same-origin"
        assert answer["Cross-Origin-Resource-Policy"] == "same-origin"
        assert "camera=()" in answer["Permissions-Policy"]
        policy = answer["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy


def test_scripts_run_by_a_nonce_that_is_new_each_time(cast: Cast, client_for: As) -> None:
    seen = set()
    base = f"/consultations/{cast.consultation.slug}/"
    for path in (base, "/style/"):  # the second with htmx
        answer = client_for(cast.amina).get(path)
        policy = answer["Content-Security-Policy"]
        nonce = re.search(r"script-src 'nonce-([^']+)'(;|$)", policy)
        assert nonce, policy
        scripts = re.findall(r"<script[^>]*>", answer.content.decode())
        assert scripts
        assert all(f'nonce="{nonce[1]}"' in tag for tag in scripts)
        seen.add(nonce[1])
    assert len(seen) == 2


ELSEWHERE = [
    "https://evil.example", "//evil.example", "/\\evil.example", "javascript:alert(1)", "https:evil.example",
    "\thttps://evil.example", "////evil.example", "/%09/evil.example",
]  # fmt: skip


@pytest.mark.parametrize("target", ELSEWHERE)
def test_nobody_is_sent_elsewhere_after_signing_in(cast: Cast, client_for: As, target: str) -> None:
    for client in (client_for(cast.amina), client_for(None)):
        for name in ("account_login", "account_request_login_code", "account_logout", "mfa_index"):
            for answer in (
                client.get(reverse(name), {"next": target}),
                client.post(reverse(name), {"next": target, "email": cast.amina.email}),
            ):
                place = answer.get("Location", "/")
                assert place.startswith("/"), place
                assert place[1:2] not in ("/", "\\"), place


def test_a_session_is_renewed_at_sign_in(cast: Cast, settings: Any) -> None:
    client = Client()
    client.get("/accounts/login/code/")
    client.post("/accounts/login/code/", {"email": cast.amina.email})
    before = client.cookies["sessionid"].value
    client.post("/accounts/login/code/confirm/", {"code": client.session["demo_code"]})
    assert client.session.get("_auth_user_id") == str(cast.amina.pk)
    assert client.cookies["sessionid"].value != before
