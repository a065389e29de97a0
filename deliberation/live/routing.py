"""Where sockets connect."""

from django.urls import URLPattern

websocket_urls: list[URLPattern] = []
