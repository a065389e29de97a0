"""Addresses: the whole file."""

from django.urls import URLPattern, path

from outcomes.dossier import views

C = "consultations/<slug:slug>/"

urlpatterns: list[URLPattern] = [
    path(C + "file/", views.dossier, name="dossier"),
    path(C + "file/download/", views.dossier_file, name="dossier_file"),
]
