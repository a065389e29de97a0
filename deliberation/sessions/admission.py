"""Who may listen: the one check, for sockets and for event streams."""

from collections.abc import Mapping, MutableMapping
from importlib import import_module
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, parse_cookie

from consultations import access
from consultations.access import Do
from consultations.models import Newcomer
from deliberation.live.presence import Pass
from deliberation.live.threads import admitting
from deliberation.sessions import entry, leading
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


async def admit(scope: Scope) -> Pass | None:
    """The pass of somebody who may follow the session in the address; None for everybody else, police above all."""
    if not is_from_our_pages(scope):
        return None
    where: Mapping[str, str] = scope["url_route"]["kwargs"]
    key = parse_cookie(headers_of(scope).get("cookie", "")).get(settings.SESSION_COOKIE_NAME)
    if not key:
        return None
    if "slug" in where:
        return await admitting(_pass_of_newcomer, key, where["slug"])
    return await admitting(_pass_for, key, where["code"], where.get("audience", "phone"))


def _pass_of_newcomer(sign_in: str, slug: str) -> Pass | None:
    """For whoever waits at the door of a consultation: they hear that they are in, and nothing of any session."""
    who = _who(sign_in)
    waiting = Newcomer.objects.filter(user=who.pk or 0, consultation__slug=slug, state=Newcomer.State.WAITING)
    held = waiting.values_list("consultation", flat=True).first()
    return Pass(0, sign_in, who.pk or 0, 0, "", None, door=held) if held is not None else None


def _pass_for(sign_in: str, code: str, audience: str) -> Pass | None:
    session = entry.session_of(code)
    member = access.membership_of(_who(sign_in), session.consultation) if session else None
    if session is None or member is None or not leading.belongs(session, member):
        return None
    if audience == "wall" and member.role not in Do.RUN_SESSION.roles:
        return None
    return Pass(session.pk, sign_in, member.user_id or 0, member.pk, member.role, member.group_id)


def _who(sign_in: str) -> Person:
    """The account behind a sign-in, exactly as for a page: staff without their second step are visitors."""
    request = HttpRequest()
    request.session = import_module(settings.SESSION_ENGINE).SessionStore(sign_in)
    user = get_user(request)
    return AnonymousUser() if second_factor.is_missing(request.session, user) else user
