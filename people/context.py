"""What every template may need."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest


def demonstration(request: HttpRequest) -> dict[str, Any]:
    """Who runs this, the demo banner and, in the demo alone, the sign-in code that would have been e-mailed."""
    common = {"OPERATOR": settings.OPERATOR, "STAFF_SECOND_FACTOR": settings.STAFF_SECOND_FACTOR}
    if not settings.DEMO:
        return {"DEMO": False, **common}
    return {"DEMO": True, "demo_code": request.session.get("demo_code"), **common}
