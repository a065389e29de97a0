"""How much a request may send when pages run under ASGI, where Django would take all of it before it looks."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from django.conf import settings

from people.requests import uploads
from people.requests.incoming import FILE_TOO_BIG, TOO_BIG, Problem, refuse

Scope = dict[str, Any]
Message = Mapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

ROOM = 20_000  # for the names and marks around the text


class _TooBig(Exception):
    pass


def limited(app: App) -> App:
    """`app`, but whoever sends more than a form can hold is answered with 413, however they say or hide its length."""

    async def limited_app(scope: Scope, receive: Receive, send: Send) -> None:
        taken = 0
        file = uploads.most_at(scope.get("path", ""))
        most = file + uploads.AROUND if file else settings.DATA_UPLOAD_MAX_MEMORY_SIZE + ROOM

        async def counted() -> Message:
            nonlocal taken
            message = await receive()
            taken += len(message.get("body", b""))
            if taken > most:
                raise _TooBig
            return message

        try:
            if _declared(scope) > most:
                raise _TooBig
            await app(scope, counted, send)
        except _TooBig:
            await _say_too_big(send, FILE_TOO_BIG if file else TOO_BIG)

    return limited_app


def _declared(scope: Scope) -> int:
    lengths = [value for name, value in scope.get("headers", []) if name == b"content-length"]
    return max((int(value[:15]) for value in lengths if value.isdigit()), default=0)


async def _say_too_big(send: Send, problem: Problem) -> None:
    page = refuse(problem)
    headers = [
        (b"content-type", b"text/html; charset=utf-8"),
        (b"cache-control", b"no-store"),
        (b"connection", b"close"),
    ]
    await send({"type": "http.response.start", "status": page.status_code, "headers": headers})
    await send({"type": "http.response.body", "body": page.content})
