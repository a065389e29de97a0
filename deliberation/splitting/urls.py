"""Addresses: splitting."""

from django.urls import URLPattern, path

from deliberation.splitting import views

C = "consultations/<slug:slug>/"

urlpatterns: list[URLPattern] = [
    path(C + "moderation/<int:pk>/split/", views.propose_split, name="propose_split"),
    path(C + "splits/<int:pk>/", views.answer_split, name="answer_split"),
]
