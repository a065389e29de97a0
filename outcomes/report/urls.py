"""Addresses: report."""

from django.urls import URLPattern, path

from outcomes.report.views import files, report

C = "consultations/<slug:slug>/"

urlpatterns: list[URLPattern] = [
    path(C + "report/", report.report, name="report"),
    path(C + "report/correct/", report.correct, name="correct_report"),
    path(C + "report/findings/<str:number>/", report.working, name="working"),
    path(C + "report.pdf", files.report_pdf, name="report_pdf"),
    path(C + "report/files/", files.files, name="report_files"),
    path(C + "report/files/<str:name>", files.report_file, name="report_file"),
]
