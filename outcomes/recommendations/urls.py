"""Addresses: recommendations."""

from django.urls import URLPattern, path

from outcomes.recommendations import views

C = "consultations/<slug:slug>/"

urlpatterns: list[URLPattern] = [
    path(C + "recommendations/", views.index, name="recommendations"),
]
