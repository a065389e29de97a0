"""Addresses: groups."""

from django.urls import URLPattern, path

from consultations.groups import views

C = "consultations/<slug:slug>/"

urlpatterns: list[URLPattern] = [
    path(C + "people/", views.people, name="people"),
    path(C + "people/<int:pk>/", views.arrange_person, name="arrange_person"),
    path(C + "groups/", views.show, name="groups"),
    path(C + "groups/<int:pk>/", views.edit_group, name="edit_group"),
    path(C + "groups/<int:pk>/remove/", views.remove_group, name="remove_group"),
    path(C + "accept/", views.accept_duty, name="accept_duty"),
]
