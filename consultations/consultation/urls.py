"""Addresses: consultation."""

from django.urls import URLPattern, path

from consultations.consultation import views

C = "consultations/<slug:slug>/"

urlpatterns: list[URLPattern] = [
    path(C, views.show, name="consultation"),
]
