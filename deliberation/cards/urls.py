"""Addresses: cards."""

from django.urls import URLPattern, path

from deliberation.cards import views

urlpatterns: list[URLPattern] = [
    path("consultations/<slug:slug>/threads/<int:pk>/cards/", views.thread_cards, name="thread_cards"),
]
