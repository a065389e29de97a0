"""Two addresses for whoever watches. Nobody is looked up, nothing is set, nothing is kept."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from people.operating import readiness


@require_safe
def health(request: HttpRequest) -> HttpResponse:
    """This process is alive."""
    return _words("alive", 200)


@require_safe
def ready(request: HttpRequest) -> HttpResponse:
    """Database, schema and Redis are there; 503 in words if not."""
    missing = readiness.missing()
    return _words("\n".join(missing) or "ready", 503 if missing else 200)


def _words(text: str, status: int) -> HttpResponse:
    headers = {"Cache-Control": "no-store"}
    return HttpResponse(f"{text}\n", status=status, content_type="text/plain; charset=utf-8", headers=headers)
