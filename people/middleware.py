"""Pages made for one person are never kept by a cache on the way."""

from collections.abc import Callable

from asgiref.sync import iscoroutinefunction, markcoroutinefunction
from django.http import HttpRequest, HttpResponse
from django.utils.decorators import sync_and_async_middleware


@sync_and_async_middleware
def private_pages(get_response: Callable) -> Callable:
    """`Cache-Control: private, no-store` whenever the session was read or a cookie is set."""

    def mark(request: HttpRequest, response: HttpResponse) -> HttpResponse:
        if "Cache-Control" not in response and (request.session.accessed or response.cookies):
            response["Cache-Control"] = "private, no-store"
        return response

    if iscoroutinefunction(get_response):

        async def amiddleware(request: HttpRequest) -> HttpResponse:
            return mark(request, await get_response(request))

        markcoroutinefunction(amiddleware)
        return amiddleware

    def middleware(request: HttpRequest) -> HttpResponse:
        return mark(request, get_response(request))

    return middleware
