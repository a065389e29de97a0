"""Addresses: quiet."""

from django.urls import URLPattern, path

from deliberation.quiet import views

C = "consultations/<slug:slug>/"

urlpatterns: list[URLPattern] = [
    path(C + "threads/<int:pk>/quietly/", views.say_quietly, name="say_quietly"),
    path("live/<str:code>/quietly/", views.say_quietly_in_session, name="say_quietly_in_session"),
    path(C + "quiet-words/", views.quiet_words, name="quiet_words"),
]
