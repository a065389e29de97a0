"""Where a request comes from, and what our own origin is: scheme, host and port, exactly."""

from collections.abc import Mapping
from urllib.parse import urlsplit

from asgiref.sync import iscoroutinefunction, markcoroutinefunction
from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse
from django.http.request import split_domain_port, validate_host
from django.utils.decorators import sync_and_async_middleware

from people.requests.before_pages import Page

PORTS = {"http": 80, "https": 443}
Origin = tuple[str, str, int]  # scheme, host, port


def is_ours(origin: str, headers: Mapping[str, str], scheme: str) -> bool:
    """Is `origin` that of the page's own site? `headers` in lower case; `scheme` is the one the server was asked with.

    The same origin that was asked, or one of CSRF_TRUSTED_ORIGINS, for a proxy that changes the host.
    """
    came_from = _parts(origin)
    if came_from is None:
        return False
    if came_from in [_parts(trusted) for trusted in settings.CSRF_TRUSTED_ORIGINS]:
        return True
    host = headers.get("host", "")
    if not validate_host(split_domain_port(host)[0], settings.ALLOWED_HOSTS):
        return False
    return came_from == _parts(f"{_outside(headers, scheme)}://{host}")


def _outside(headers: Mapping[str, str], scheme: str) -> str:
    """http or https, as the browser sees it: a proxy's word counts only where proxies are trusted."""
    if settings.HTTPS_ONLY or scheme in {"https", "wss"}:
        return "https"
    name, secure = settings.SECURE_PROXY_SSL_HEADER or ("", "")
    told = headers.get(name.removeprefix("HTTP_").replace("_", "-").lower(), "")
    return "https" if name and told.split(",")[0].strip() == secure else "http"


def _parts(origin: str) -> Origin | None:
    try:
        found = urlsplit(origin)
        if found.scheme not in PORTS or not found.hostname or found.path or found.query or "@" in found.netloc:
            return None
        return found.scheme, found.hostname, found.port or PORTS[found.scheme]
    except ValueError:
        return None


@sync_and_async_middleware
def name_sockets(get_response: Page) -> Page:
    """Name the sockets' own origin in the content security policy: Safari before 16 does not take it for 'self'."""

    def named(request: HttpRequest, response: HttpResponse) -> HttpResponse:
        try:
            host = request.get_host()
        except DisallowedHost:
            return response
        if "[" not in host:  # the policy has no way to write an IPv6 address
            scheme = "wss" if request.is_secure() or settings.HTTPS_ONLY else "ws"
            response._csp_update = {"connect-src": [f"{scheme}://{host}"]}  # type: ignore[attr-defined]
        return response

    if iscoroutinefunction(get_response):

        async def amiddleware(request: HttpRequest) -> HttpResponse:
            return named(request, await get_response(request))

        markcoroutinefunction(amiddleware)
        return amiddleware

    def middleware(request: HttpRequest) -> HttpResponse:
        return named(request, get_response(request))

    return middleware
