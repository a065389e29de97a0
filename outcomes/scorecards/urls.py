"""Addresses: scorecards."""

from django.urls import URLPattern, path

from outcomes.scorecards import views

urlpatterns: list[URLPattern] = [
    path("overdue/", views.overdue_anywhere, name="overdue"),
    path("forces/<slug:slug>/<int:year>/<slug:name>/", views.behind, name="scorecard_list"),
]
