"""Addresses: results."""

from django.urls import URLPattern, path

from deliberation.results import views

C = "consultations/<slug:slug>/"

urlpatterns: list[URLPattern] = [
    path(C + "polls/<int:pk>/results/", views.results, name="results"),
    path(C + "polls/<int:pk>/results.csv", views.results_csv, name="results_csv"),
]
