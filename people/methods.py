"""Pages are read and forms are sent. No address knows another method, so none has to refuse it for itself."""

from collections.abc import Callable

from asgiref.sync import iscoroutinefunction, markcoroutinefunction
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.utils.decorators import sync_and_async_middleware

KNOWN = ("GET", "HEAD", "POST", "OPTIONS")


@sync_and_async_middleware
def only_known_methods(get_response: Callable) -> Callable:
    """405 for PUT, PATCH, DELETE and whatever else is made up, before any page sees it."""

    def refusal(request: HttpRequest) -> HttpResponse | None:
        return None if request.method in KNOWN else HttpResponseNotAllowed(KNOWN)

    if iscoroutinefunction(get_response):

        async def amiddleware(request: HttpRequest) -> HttpResponse:
            return refusal(request) or await get_response(request)

        markcoroutinefunction(amiddleware)
        return amiddleware

    def middleware(request: HttpRequest) -> HttpResponse:
        return refusal(request) or get_response(request)

    return middleware
