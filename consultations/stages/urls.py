"""Addresses: stages."""

from django.urls import URLPattern, path

from consultations.stages import views

C = "consultations/<slug:slug>/"

urlpatterns: list[URLPattern] = [
    path(C + "extend/", views.extend_closing, name="extend_closing"),
    path(C + "extend-answer/", views.extend_answer, name="extend_answer"),
]
