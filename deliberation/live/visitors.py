"""Who asks to be told: the account behind a socket or an event stream, taken exactly as a page takes it."""

from collections.abc import MutableMapping
from importlib import import_module
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, parse_cookie

from people.models import Person
from people.requests import origins
from people.signin import second_factor

Scope = MutableMapping[str, Any]


def headers_of(scope: Scope) -> dict[str, str]:
    return {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}


def is_from_our_pages(scope: Scope) -> bool:
    """False for a request that a page of another site made.

    A socket always says where it comes from, and must. An event stream of our own page carries no Origin in most
    browsers; but then newer ones say Sec-Fetch-Site, and the sign-in cookie (SameSite=Lax) stays at home.
    """
    headers = headers_of(scope)
    origin = headers.get("origin")
    if origin is None:
        return scope["type"] == "http" and headers.get("sec-fetch-site", "same-origin") in {"same-origin", "none"}
    return origins.is_ours(origin, headers, scope.get("scheme", "http"))


def sign_in_of(scope: Scope) -> str:
    """The key of the sign-in; empty for who is signed out, and for whatever another site’s page asks."""
    if not is_from_our_pages(scope):
        return ""
    return parse_cookie(headers_of(scope).get("cookie", "")).get(settings.SESSION_COOKIE_NAME, "")


def who(sign_in: str) -> Person:
    """The account behind a sign-in, exactly as for a page: staff without their second step are visitors."""
    request = HttpRequest()
    request.session = import_module(settings.SESSION_ENGINE).SessionStore(sign_in)
    user = get_user(request)
    return AnonymousUser() if second_factor.is_missing(request.session, user) else user
