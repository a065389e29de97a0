"""Addresses for whoever watches, and the operator's logo. Nobody is looked up, nothing is set, nothing is kept."""

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from people.operating import brand, readiness


@require_safe
def health(request: HttpRequest) -> HttpResponse:
    """This process is alive."""
    return _words("alive", 200)


@require_safe
def ready(request: HttpRequest) -> HttpResponse:
    """Database, schema and Redis are there; 503 in words if not."""
    missing = readiness.missing()
    return _words("\n".join(missing) or "ready", 503 if missing else 200)


@require_safe
def site_logo(request: HttpRequest) -> HttpResponse:
    """The picture that SITE_LOGO names. Opened by itself it runs nothing and fetches nothing."""
    logo = brand.logo()
    if logo is None:
        raise Http404("no logo")
    response = HttpResponse(logo.content, content_type=logo.kind)
    response["Cache-Control"] = "public, max-age=86400"
    response["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    return response


def _words(text: str, status: int) -> HttpResponse:
    headers = {"Cache-Control": "no-store"}
    return HttpResponse(f"{text}\n", status=status, content_type="text/plain; charset=utf-8", headers=headers)
