"""Addresses: results."""

from django.urls import URLPattern, path

from deliberation.results import views

C = "consultations/<slug:slug>/"

urlpatterns: list[URLPattern] = [
    path(C + "polls/<int:pk>/results/", views.results, name="results"),
]
