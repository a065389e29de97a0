"""Addresses: findings."""

from django.urls import URLPattern, path

from outcomes.findings.views import finding, findings, labels, typed

C = "consultations/<slug:slug>/"

urlpatterns: list[URLPattern] = [
    path(C + "findings/", findings.index, name="findings"),
    path(C + "findings/report/", findings.report_text, name="report_text"),
    path(C + "findings/check/", findings.check, name="check_findings"),
    path(C + "findings/<int:pk>/", finding.edit, name="finding"),
    path(C + "findings/labels/", labels.answer, name="higher_labels"),
    path(C + "findings/typed/", typed.typed, name="typed_findings"),
    path(C + "statement/", findings.statement, name="statement"),
]
