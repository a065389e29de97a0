"""When a form's safety token is too old: say so, and keep what was typed."""

from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

LONG = 40  # characters: longer texts are shown, shorter values travel along unseen


def failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The page after a failed check. From one of our own pages it offers to send the same again.

    A form on somebody else's site gets nothing back: its words must not appear under our name.
    """
    kept = _typed(request) if _is_ours(request) else []
    context = {
        "fields": kept,
        "has_text": any(field["long"] for field in kept),
        "no_cookie": "cookie" in reason.lower(),
    }
    return render(request, "403_csrf.html", context, status=403)


def _is_ours(request: HttpRequest) -> bool:
    """Did a page of ours send this? Only the browser sets these headers; no page can forge them."""
    site = request.headers.get("Sec-Fetch-Site", "")
    origin = request.headers.get("Origin", "")
    if site and site != "same-origin":
        return False
    return (site == "same-origin" or bool(origin)) and (not origin or urlsplit(origin).netloc == request.get_host())


def _typed(request: HttpRequest) -> list[dict[str, object]]:
    return [
        {"name": name, "value": value, "long": len(value) > LONG}
        for name, values in request.POST.lists()
        for value in values
        if name != "csrfmiddlewaretoken" and "password" not in name
    ]
