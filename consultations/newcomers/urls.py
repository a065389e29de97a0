"""Addresses: newcomers."""

from django.urls import URLPattern, path

from consultations.newcomers import views

C = "consultations/<slug:slug>/"

urlpatterns: list[URLPattern] = [
    path(C + "people/waiting/", views.waiting, name="newcomers"),
    path(C + "people/waiting/everybody/", views.decide_all, name="let_everybody_in"),
    path(C + "people/waiting/ease/", views.ease, name="ease_door"),
    path(C + "people/waiting/<int:pk>/", views.decide, name="decide_newcomer"),
]
