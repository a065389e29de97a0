"""Addresses: summaries of sessions."""

from django.urls import URLPattern, path

from outcomes.summaries import views

urlpatterns: list[URLPattern] = [
    path("live/<str:code>/summary.pdf", views.session_pdf, name="session_pdf"),
]
