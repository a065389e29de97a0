"""Addresses: rules."""

from django.urls import URLPattern, path

from deliberation.rules import views

C = "consultations/<slug:slug>/"

urlpatterns: list[URLPattern] = [
    path(C + "rules/", views.house_rules, name="house_rules"),
    path(C + "rules/edit/", views.edit_rules, name="edit_rules"),
    path(C + "rules/names/", views.list_names, name="list_names"),
]
