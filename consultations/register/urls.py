"""Addresses: register."""

from django.urls import URLPattern, path

from consultations.register import views

urlpatterns: list[URLPattern] = [
    path("technologies/", views.index, name="technologies"),
    path("technologies/table.csv", views.table, name="technologies_table"),
    path("technologies/compare/", views.compare, name="compare_technologies"),
    path("technologies/<int:pk>/", views.show, name="technology"),
    path("technologies/<int:pk>/log/", views.log, name="technology_log"),
]
