"""Addresses: facts."""

from django.urls import URLPattern, path

from consultations.facts import views

C = "consultations/<slug:slug>/"

urlpatterns: list[URLPattern] = [
    path(C + "facts/", views.desk, name="facts"),
    path(C + "facts/<int:pk>/", views.answer, name="answer_fact"),
    path(C + "facts/<int:pk>/weigh/", views.weigh, name="weigh_fact"),
]
