"""Addresses: groups."""

from django.urls import URLPattern, path

from consultations.groups import offer_views, views

C = "consultations/<slug:slug>/"

urlpatterns: list[URLPattern] = [
    path(C + "people/", views.people, name="people"),
    path(C + "people/<int:pk>/", views.arrange_person, name="arrange_person"),
    path(C + "panel/", offer_views.panel, name="panel"),
    path(C + "offers/<int:pk>/", offer_views.arrange_offer, name="arrange_offer"),
    path("offers/<str:key>/", offer_views.answer, name="offer"),
    path(C + "groups/", views.show, name="groups"),
    path(C + "groups/<int:pk>/", views.edit_group, name="edit_group"),
    path(C + "groups/<int:pk>/remove/", views.remove_group, name="remove_group"),
    path(C + "accept/", views.accept_duty, name="accept_duty"),
]
