"""Addresses: report."""

from django.urls import URLPattern, path

from outcomes.report import views

C = "consultations/<slug:slug>/"

urlpatterns: list[URLPattern] = [
    path(C + "report/", views.report, name="report"),
    path(C + "report/correct/", views.correct, name="correct_report"),
    path(C + "report.pdf", views.report_pdf, name="report_pdf"),
]
