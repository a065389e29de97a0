"""Addresses: signposts."""

from django.urls import URLPattern, path

from deliberation.signposts import views

C = "consultations/<slug:slug>/"

urlpatterns: list[URLPattern] = [
    path(C + "help/", views.help_near, name="help_near"),
    path(C + "help/edit/", views.edit_help, name="edit_help"),
]
