"""What every template may need, and the pages of later apps that people are led to from here."""

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject

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


def unread(request: HttpRequest) -> int:
    """How many messages this person has not read. Asked only where the header shows it."""
    mine = Message.objects.filter(mailbox__user=request.user.pk, read_at=None)
    return mine.exclude(state=Message.State.CANCELLED).count()


def pages() -> dict[str, str]:
    """Addresses by what they are to people: PAGES in each `wiring.py`. A template asks for `PAGES.front`."""
    return {what: reverse(name) for what, name in wired_map("PAGES").items()}
