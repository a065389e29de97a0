"""Middleware that looks at a request before any page does, and may answer it itself."""

from collections.abc import Callable
from typing import Any

from asgiref.sync import iscoroutinefunction, markcoroutinefunction
from django.http import HttpRequest, HttpResponse
from django.utils.decorators import sync_and_async_middleware

#: Whatever answers a request, at once or in an event loop.
Page = Callable[[HttpRequest], Any]
Answer = Callable[[HttpRequest], HttpResponse | None]


def answers_first(answer: Answer) -> Callable[[Page], Page]:
    """Make `answer` a middleware, under threads and in an event loop: None lets the request through.

    `answer` runs in the event loop there, so it must not ask the database.
    """

    @sync_and_async_middleware
    def middleware(get_response: Page) -> Page:
        if iscoroutinefunction(get_response):

            async def later(request: HttpRequest) -> HttpResponse:
                return answer(request) or await get_response(request)

            markcoroutinefunction(later)
            return later

        def now(request: HttpRequest) -> HttpResponse:
            return answer(request) or get_response(request)

        return now

    middleware.__doc__, middleware.__name__ = answer.__doc__, answer.__name__
    return middleware
