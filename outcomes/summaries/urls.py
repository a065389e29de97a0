"""Addresses: summaries of sessions."""

from django.urls import URLPattern, path

from outcomes.summaries import views

urlpatterns: list[URLPattern] = [
    path("live/<str:code>/summary.pdf", views.session_pdf, name="session_pdf"),
    path("live/<str:code>/summary.xlsx", views.session_xlsx, name="session_xlsx"),
    path("consultations/<slug:slug>/polls/<int:pk>/results.pdf", views.results_pdf, name="results_pdf"),
    path("consultations/<slug:slug>/polls/<int:pk>/results.xlsx", views.results_xlsx, name="results_xlsx"),
]
