"""Addresses of what is asked, room by room."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("consultations.home.urls")),
    path("", include("consultations.pages.urls")),
    path("", include("consultations.sharing.urls")),
    path("", include("consultations.record.urls")),
    path("", include("consultations.archive.urls")),
    path("", include("consultations.register.urls")),
    path("", include("consultations.forces.urls")),
    path("", include("consultations.joining.urls")),
    path("", include("consultations.briefing.urls")),
    path("", include("consultations.translations.urls")),
    path("", include("consultations.desk.urls")),
    path("", include("consultations.stages.urls")),
    path("", include("consultations.changes.urls")),
    path("", include("consultations.setup.urls")),
    path("", include("consultations.terms.urls")),
    path("", include("consultations.topic_guide.urls")),
    path("", include("consultations.review.urls")),
    path("", include("consultations.facts.urls")),
    path("", include("consultations.groups.urls")),
    path("", include("consultations.withdrawing.urls")),
    path("", include("consultations.newcomers.urls")),
    path("", include("consultations.invitations.urls")),
    path("", include("consultations.consultation.urls")),  # last, so that "consultations/new/" is not taken for a slug
]
