"""Addresses: opinion."""

from django.urls import URLPattern, path

from deliberation.opinion import views

C = "consultations/<slug:slug>/"

urlpatterns: list[URLPattern] = [
    path(C + "opinion/<int:pk>/", views.opinion, name="opinion"),
    path(C + "opinion/<int:pk>/count/", views.count_opinion, name="count_opinion"),
]
