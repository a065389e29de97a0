"""Addresses: translations."""

from django.urls import URLPattern, path

from consultations.translations import views

C = "consultations/<slug:slug>/"

urlpatterns: list[URLPattern] = [
    path(C + "briefing/languages/", views.index, name="translations"),
    path(C + "briefing/in/<slug:language>/", views.show, name="translation"),
    path(C + "briefing/in/<slug:language>/edit/", views.edit, name="edit_translation"),
    path(C + "briefing/in/<slug:language>/confirm/", views.confirm, name="confirm_translation"),
    path(C + "briefing/in/<slug:language>/withdraw/", views.withdraw, name="withdraw_translation"),
]
