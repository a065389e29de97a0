"""Addresses of what came of it, room by room."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("outcomes.coding.urls")),
    path("", include("outcomes.findings.urls")),
    path("", include("outcomes.recommendations.urls")),
    path("", include("outcomes.report.urls")),
    path("", include("outcomes.easy_read.urls")),
    path("", include("outcomes.answers.urls")),
    path("", include("outcomes.dossier.urls")),
    path("", include("outcomes.promises.urls")),
    path("", include("outcomes.verdicts.urls")),
    path("", include("outcomes.scorecards.urls")),
    path("", include("outcomes.summaries.urls")),
    path("", include("outcomes.printing.urls")),
]
