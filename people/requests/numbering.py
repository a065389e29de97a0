"""Each request has a number: in its log lines, on its answer, and on the page that says something went wrong."""

import secrets

from asgiref.sync import iscoroutinefunction, markcoroutinefunction
from django.http import HttpRequest, HttpResponse
from django.utils.decorators import sync_and_async_middleware

from audit.logs import request_id
from people.requests.before_pages import Page

HEADER = "X-Request-ID"


@sync_and_async_middleware
def numbered(get_response: Page) -> Page:
    """Made here, whatever the caller sends: a number in our log must be one of ours."""

    if iscoroutinefunction(get_response):

        async def amiddleware(request: HttpRequest) -> HttpResponse:
            token = request_id.set(secrets.token_hex(5))
            try:
                return _told(await get_response(request))
            finally:
                request_id.reset(token)

        markcoroutinefunction(amiddleware)
        return amiddleware

    def middleware(request: HttpRequest) -> HttpResponse:
        token = request_id.set(secrets.token_hex(5))
        try:
            return _told(get_response(request))
        finally:
            request_id.reset(token)

    return middleware


def _told(response: HttpResponse) -> HttpResponse:
    response[HEADER] = request_id.get()
    return response
