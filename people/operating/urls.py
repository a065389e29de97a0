"""Addresses: operating."""

from django.urls import URLPattern, path

from people.operating import views

urlpatterns: list[URLPattern] = [
    path("health/", views.health, name="health"),
    path("ready/", views.ready, name="ready"),
    path("logo", views.site_logo, name="site_logo"),
]
