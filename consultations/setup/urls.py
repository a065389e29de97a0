"""Addresses: setup."""

from django.urls import URLPattern, path

from consultations.setup import document_views, use_views, views

C = "consultations/<slug:slug>/"

urlpatterns: list[URLPattern] = [
    path("consultations/new/", views.new, name="new_consultation"),
    path(C + "setup/", views.overview, name="setup"),
    path(C + "setup/question/", views.edit_part, {"part": "question"}, name="setup_question"),
    path(C + "setup/who/", views.edit_part, {"part": "who"}, name="setup_who"),
    path(C + "setup/dates/", views.edit_part, {"part": "dates"}, name="setup_dates"),
    path(C + "setup/taking-part/", views.edit_part, {"part": "taking_part"}, name="setup_taking_part"),
    path(C + "setup/technologies/", views.technologies_page, name="setup_technologies"),
    path(C + "setup/technologies/<int:pk>/", views.edit_technology, name="edit_technology"),
    path(C + "setup/uses/<int:pk>/", use_views.edit_use, name="edit_use"),
    path(
        C + "setup/technologies/<int:pk>/documents/", document_views.technology_documents, name="technology_documents"
    ),
]
