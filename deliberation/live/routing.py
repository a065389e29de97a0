"""Where sockets connect."""

from typing import Any

from django.urls import path

from deliberation.live.consumers import room

websocket_urls: list[Any] = [
    path("ws/live/<str:code>/", room),  # type: ignore[arg-type]
    path("ws/live/<str:code>/wall/", room, {"audience": "wall"}),  # type: ignore[arg-type]
]
