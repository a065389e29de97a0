"""What every template may need, and the pages of later apps that people are led to from here."""

from functools import lru_cache

from django.conf import settings
from django.db.models import Count
from django.http import HttpRequest
from django.urls import get_script_prefix, reverse
from django.utils.functional import SimpleLazyObject

from audit.prepared import Prepared
from audit.wiring import wired_map
from people.models import Message


def demonstration(request: HttpRequest) -> dict[str, object]:
    """Who runs this, the demo banner and, in the demo alone, the sign-in code that would have been e-mailed."""
    common: dict[str, object] = {
        "UNREAD": lambda: unread(request),
        "OPERATOR": settings.OPERATOR,
        "STAFF_SECOND_FACTOR": settings.STAFF_SECOND_FACTOR,
        "PAGES": SimpleLazyObject(pages),  # a function would be called at each place that names a page
    }
    if not settings.DEMO:
        return {"DEMO": False, **common}
    if getattr(request, "for_everybody", False):  # the code is somebody's: the private part of the page shows it
        return {"DEMO": True, **common}
    return {"DEMO": True, "demo_code": request.session.get("demo_code"), **common}


_OPEN = Message.objects.filter(read_at=None).exclude(state=Message.State.CANCELLED).order_by()
_UNREAD: Prepared[Message, int] = Prepared(
    lambda user: (
        _OPEN.filter(mailbox__user=user)
        .values("mailbox__user")
        .annotate(many=Count("pk"))
        .values_list("many", flat=True)
    ),
    int,
)


def unread(request: HttpRequest) -> int:
    """How many messages this person has not read. Asked only where the header shows it."""
    return next(iter(_UNREAD(request.user.pk)), 0) if request.user.is_authenticated else 0


def pages() -> dict[str, str]:
    """Addresses by what they are to people: PAGES in each `wiring.py`. A template asks for `PAGES.front`."""
    return _addresses(settings.ROOT_URLCONF, get_script_prefix())


@lru_cache
def _addresses(urls: str, prefix: str) -> dict[str, str]:
    return {what: reverse(name) for what, name in wired_map("PAGES").items()}
