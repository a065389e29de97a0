"""Where sockets and event streams connect."""

from typing import Any

from django.urls import path, re_path

from deliberation.live.consumers import room
from deliberation.live.streams import stream
from people.requests.size_limits import Receive, Scope, Send

WALL, DOOR = {"audience": "wall"}, {"audience": "door"}


async def nowhere(scope: Scope, receive: Receive, send: Send) -> None:
    """Any other address: refused like a code that does not exist."""
    await receive()
    await send({"type": "websocket.close"})


websocket_urls: list[Any] = [
    path("ws/live/<str:code>/", room),  # type: ignore[arg-type]
    path("ws/live/<str:code>/wall/", room, WALL),  # type: ignore[arg-type]
    path("ws/door/<slug:slug>/", room, DOOR),  # type: ignore[arg-type]
    path("ws/threads/<int:thread>/", room),  # type: ignore[arg-type]
    re_path(r"", nowhere),  # type: ignore[arg-type]
]


def http_urls(pages: Any) -> list[Any]:
    """Event streams, and the pages behind everything else."""
    return [
        path("sse/live/<str:code>/", stream),  # type: ignore[arg-type]
        path("sse/live/<str:code>/wall/", stream, WALL),  # type: ignore[arg-type]
        path("sse/door/<slug:slug>/", stream, DOOR),  # type: ignore[arg-type]
        path("sse/threads/<int:thread>/", stream),  # type: ignore[arg-type]
        re_path(r"", pages),
    ]
