"""Addresses: verdicts."""

from django.urls import URLPattern, path

from outcomes.verdicts import views

C = "consultations/<slug:slug>/verdict/"

urlpatterns: list[URLPattern] = [
    path(C, views.verdict, name="verdict"),
    path(C + "reasons/", views.reasons, name="verdict_reasons"),
    path(C + "reasons/<uuid:pk>/", views.decide_reason, name="decide_verdict_reason"),
    path(C + "reasons/<uuid:pk>/words/", views.words_of_reason, name="words_of_reason"),
    path(C + "reply/", views.reply, name="reply_to_verdict"),
]
