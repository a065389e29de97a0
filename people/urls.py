"""Addresses of people, room by room."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("people.signin.urls")),
    path("", include("people.accounts.urls")),
    path("", include("people.privacy.urls")),
    path("", include("people.outbox.urls")),
    path("", include("people.operating.urls")),
]
