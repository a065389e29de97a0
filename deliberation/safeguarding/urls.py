"""Addresses: safeguarding."""

from django.urls import URLPattern, path

from deliberation.safeguarding import views

C = "consultations/<slug:slug>/"

urlpatterns: list[URLPattern] = [
    path(C + "safety/", views.alerts, name="safety_alerts"),
    path(C + "safety/<int:pk>/", views.safety_alert, name="safety_alert"),
    path(C + "safety/<int:pk>/private/", views.private_words, name="private_words"),
]
