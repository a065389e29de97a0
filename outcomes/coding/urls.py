"""Addresses: coding."""

from django.urls import URLPattern, path

from outcomes.coding import views

C = "consultations/<slug:slug>/"

urlpatterns: list[URLPattern] = [
    path(C + "coding/", views.bench, name="coding"),
    path(C + "coding/<int:pk>/", views.contribution, name="code_contribution"),
    path(C + "themes/", views.themes, name="themes"),
    path(C + "quotes/", views.quotes, name="check_quotes"),
]
