"""Where sockets connect."""

from typing import Any

from django.urls import path

from deliberation.live.consumers import room

websocket_urls: list[Any] = [
    path("ws/live/<str:code>/", room),
    path("ws/live/<str:code>/wall/", room, {"audience": "wall"}),
]
