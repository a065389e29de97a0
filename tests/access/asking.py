"""Asking for an address as somebody, and what the answer means, in one letter."""

from collections.abc import Iterator, KeysView
from typing import Any
from unittest import mock

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
SAFE, NEVER = ("GET", "HEAD"), ("PUT", "PATCH", "DELETE")


class Environ(dict[str, Any]):
    """What a request comes with. `htmx_matters` once anything has looked whether htmx sent it.

    Going through its items is no such look: people/requests/incoming.py does, for what cannot be read.
    """

    htmx_matters = False

    def _look(self, name: object) -> None:
        self.htmx_matters |= str(name).startswith("HTTP_HX")

    def __getitem__(self, name: str) -> Any:
        self._look(name)
        return super().__getitem__(name)

    def __contains__(self, name: object) -> bool:
        self._look(name)
        return super().__contains__(name)

    def get(self, name: str, default: Any = None) -> Any:
        self._look(name)
        return super().get(name, default)

    def pop(self, name: str, *default: Any) -> Any:
        self._look(name)
        return super().pop(name, *default)

    def __iter__(self) -> Iterator[str]:
        self.htmx_matters = True
        return super().__iter__()

    def keys(self) -> KeysView[str]:
        self.htmx_matters = True
        return super().keys()

    def copy(self) -> dict[str, Any]:
        self.htmx_matters = True
        return super().copy()


class Headers(HttpHeaders):
    """Django's own, that tells its request's Environ what is looked up."""

    def __init__(self, environ: Environ) -> None:
        super().__init__(environ)
        self.environ = environ

    def __getitem__(self, name: str) -> str:
        self.environ._look("HTTP_" + name.replace("-", "_").upper())
        return super().__getitem__(name)

    def __iter__(self) -> Iterator[str]:
        self.environ.htmx_matters = True
        return super().__iter__()


class Asking(Client):
    """One person's browser, that knows whether its last answer hung on htmx."""

    environ: Environ

    def _base_environ(self, **request: Any) -> Environ:
        self.environ = Environ(super()._base_environ(**request))
        return self.environ

    def request(self, **request: Any) -> HttpResponse:
        with mock.patch("django.http.request.HttpHeaders", Headers):
            return super().request(**request)


def clients(world: World, away: World) -> dict[str, Asking]:
    """One signed-in client a standing. `barred` signed in before the account was deactivated."""
    people = {
        **world.people, "away": away.cast.amina, "facil2": away.cast.moss, "police2": away.cast.reyes,
    }  # fmt: skip
    found = {}
    for standing in STANDINGS:
        found[standing] = Asking(raise_request_exception=False)
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
