"""Addresses: archive."""

from django.urls import URLPattern, path

from consultations.archive import views

urlpatterns: list[URLPattern] = [
    path("consultations/", views.index, name="archive"),
    path("consultations/table.csv", views.table, name="archive_table"),
]
