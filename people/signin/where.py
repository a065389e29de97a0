"""Where to go next: only ever a page of this site."""

from urllib.parse import urlencode

from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme


def is_own_page(url: str) -> bool:
    """True for a path of this site. Whatever names a host, a scheme or hides one is not."""
    plain = url.isprintable() and "\\" not in url
    return plain and url.startswith("/") and url_has_allowed_host_and_scheme(url, allowed_hosts=None)


def next_page(request: HttpRequest) -> str:
    """The page of this site that the caller asked to be taken to afterwards; empty when there is none."""
    url = request.POST.get("next") or request.GET.get("next") or ""
    return url if is_own_page(url) else ""


def with_next(address: str, url: str) -> str:
    return f"{address}?{urlencode({'next': url})}" if url else address


def context(request: HttpRequest, **more: object) -> dict[str, object]:
    """What every form on the way in shows: itself, and where it leads."""
    return {"next": next_page(request), **more}
