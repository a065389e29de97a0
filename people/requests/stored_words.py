"""Says to the page after a form that its words are stored, so that the device lets go of them (static/js/drafts.js)."""

import re
from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

SENT = "draft_sent"  # beside the words: which sending this is
_MARK = re.compile(r"[0-9a-f]{32}")


def told(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """A form that leads on has stored its words; one that leads to signing in, or on with an error, has not."""

    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if request.method == "POST" and response.status_code in {302, 303} and _stored(request, response):
            messages.info(request, request.POST[SENT], extra_tags=request.POST[SENT])
        return response

    return answer


def _stored(request: HttpRequest, response: HttpResponse) -> bool:
    if not _MARK.fullmatch(request.POST.get(SENT, "")):
        return False
    if response["Location"].startswith(reverse("account_login").removesuffix("login/")):
        return False
    said = getattr(messages.get_messages(request), "_queued_messages", [])  # reading them as others do uses them up
    return not any(one.level >= messages.ERROR for one in said)
