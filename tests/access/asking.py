"""Asking for an address as somebody, and what the answer means, in one letter."""

import re
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import transaction
from django.http import HttpResponse
from django.http.request import HttpHeaders
from django.shortcuts import resolve_url
from django.test import Client

from tests.access.world import STANDINGS, World

#: What a letter of the table says.
LETTERS = {
    "Y": "answered (a page, a redirect inside, or a refusal of the form with its reason)",
    "-": "looks absent: 404",
    "s": "sent to sign in",
    "n": "refused: 403",
    "x": "no such method: 405",
    "!": "failed: must never stand here",
}
#: A form that writes, and what it must carry (`enforce_csrf_checks` is off for most test clients).
FORM, TOKEN = re.compile(r'<form[^>]*method="post".*?</form>', re.DOTALL | re.IGNORECASE), "csrfmiddlewaretoken"
SAFE, NEVER = ("GET", "HEAD"), ("PUT", "PATCH", "DELETE")
#: What the last request was asked of itself: whether htmx sent it. Where nothing looked, htmx gets the same answer.
looked_for_htmx: list[str] = []


def note_looks(monkeypatch: pytest.MonkeyPatch) -> None:
    """From here on `looked_for_htmx` is kept: `request.htmx` and everybody else reads htmx's headers by these names."""
    real = HttpHeaders.__getitem__

    def reading(headers: HttpHeaders, name: str) -> str:
        if name.lower().startswith("hx-"):
            looked_for_htmx.append(name)
        return str(real(headers, name))

    monkeypatch.setattr(HttpHeaders, "__getitem__", reading)


def clients(world: World, away: World) -> dict[str, Client]:
    """One signed-in client a standing. `barred` signed in before the account was deactivated."""
    people = {
        **world.people, "away": away.cast.amina, "facil2": away.cast.moss, "police2": away.cast.reyes,
    }  # fmt: skip
    found = {}
    for standing in STANDINGS:
        found[standing] = Client(raise_request_exception=False)
        if (user := people[standing]) is not None:
            found[standing].force_login(user)
    return found


def ask(client: Client, method: str, path: str, *, hx: bool = False) -> HttpResponse:
    """One request whose every effect is undone: the next one finds the world as it was.

    Tries that ran out are given back.
    """
    answer = _ask(client, method, path, hx)
    if answer.status_code == 429:
        cache.clear()
        answer = _ask(client, method, path, hx)
    return answer


def _ask(client: Client, method: str, path: str, hx: bool) -> HttpResponse:
    headers = {"HX-Request": "true"} if hx else {}
    cookies = client.cookies.copy()
    looked_for_htmx.clear()
    with transaction.atomic():
        answer: Any = client.generic(method, path, headers=headers)
        if hasattr(answer, "streaming_content"):
            answer.content = b"".join(answer.streaming_content)
        transaction.set_rollback(True)
    client.cookies = cookies
    return answer


def letter(answer: HttpResponse) -> str:
    """What the table calls this answer."""
    sign_in = (resolve_url(settings.LOGIN_URL), resolve_url("account_login"))
    if answer.status_code in {301, 302, 303, 307} and answer["Location"].startswith(sign_in):
        return "s"
    known = {404: "-", 403: "n", 405: "x"}
    return known.get(answer.status_code) or ("Y" if answer.status_code < 500 else "!")
