"""What is answered when a page fails."""

import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from audit.logs import request_id

TRY_AGAIN_AFTER = 5  # seconds


def failed(request: HttpRequest) -> HttpResponse:
    """500 for a fault of ours. 503 while the database is away or busy: the same request is worth sending again."""
    answer = HttpResponse(render_to_string("500.html", {"reference": request_id.get()}), status=500)
    if isinstance(sys.exception(), OperationalError | InterfaceError):
        answer.status_code = 503
        answer.headers["Retry-After"] = str(TRY_AGAIN_AFTER)
    return answer
