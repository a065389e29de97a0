"""Addresses: terms."""

from django.urls import URLPattern, path

from consultations.terms import views

C = "consultations/<slug:slug>/"

urlpatterns: list[URLPattern] = [
    path(C + "terms/", views.show, name="terms"),
    path(C + "terms/later-answer/", views.later_answer, name="later_answer"),
]
