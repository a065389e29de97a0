"""Addresses: the briefing on paper."""

from django.urls import URLPattern, path

from outcomes.printing import views

urlpatterns: list[URLPattern] = [
    path("consultations/<slug:slug>/briefing.pdf", views.briefing_pdf, name="briefing_pdf"),
]
