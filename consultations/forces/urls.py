"""Addresses: forces."""

from django.urls import URLPattern, path

from consultations.forces import views

urlpatterns: list[URLPattern] = [
    path("forces/", views.index, name="forces"),
    path("forces/<slug:slug>/", views.show, name="force"),
    path("administration/forces/", views.manage, name="manage_forces"),
    path("administration/forces/new/", views.add, name="add_force"),
    path("administration/forces/<slug:slug>/", views.change, name="change_force"),
]
