"""Addresses: promises."""

from django.urls import URLPattern, path

from outcomes.promises import views

C = "consultations/<slug:slug>/"

urlpatterns: list[URLPattern] = [
    path("promises/", views.all_promises, name="all_promises"),
    path("promises/table.csv", views.table, name="promises_table"),
    path(C + "promises/", views.promises, name="promises"),
    path(C + "promises/<int:pk>/", views.promise, name="promise"),
]
