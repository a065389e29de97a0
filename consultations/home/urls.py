"""Addresses: home."""

from django.urls import URLPattern, path

from consultations.home import views

urlpatterns: list[URLPattern] = [
    path("", views.show, name="home"),
]
