"""Addresses: searching."""

from django.urls import URLPattern, path

from deliberation.searching import views

urlpatterns: list[URLPattern] = [
    path("consultations/<slug:slug>/discussion/search/", views.search, name="search_discussion"),
]
