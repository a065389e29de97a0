"""Addresses of what came of it."""

from django.urls import URLPattern, path

from outcomes.views import coding, finding, findings, promises, recommendations, report, responses

C = "consultations/<slug:slug>/"

urlpatterns: list[URLPattern] = [
    # coding
    path(C + "coding/", coding.bench, name="coding"),
    path(C + "coding/<int:pk>/", coding.contribution, name="code_contribution"),
    path(C + "themes/", coding.themes, name="themes"),
    path(C + "quotes/", coding.quotes, name="check_quotes"),
    # findings
    path(C + "findings/", findings.index, name="findings"),
    path(C + "findings/report/", findings.report_text, name="report_text"),
    path(C + "findings/check/", findings.check, name="check_findings"),
    path(C + "findings/<int:pk>/", finding.edit, name="finding"),
    path(C + "statement/", findings.statement, name="statement"),
    # recommendations
    path(C + "recommendations/", recommendations.index, name="recommendations"),
    # report
    path(C + "report/", report.report, name="report"),
    path(C + "report.pdf", report.report_pdf, name="report_pdf"),
    # responses
    path(C + "response/", responses.response, name="response"),
    path(C + "response/sign/", responses.sign, name="sign"),
    path(C + "response/<int:number>/", responses.answer_recommendation, name="answer_recommendation"),
    path(C + "response/promises/<int:pk>/take-out/", responses.take_out_promise, name="take_out_promise"),
    path(C + "answer/", responses.answer, name="answer"),
    # promises
    path("promises/", promises.all_promises, name="all_promises"),
    path(C + "promises/", promises.promises, name="promises"),
    path(C + "promises/<int:pk>/", promises.promise, name="promise"),
]
