"""Addresses: desk."""

from django.urls import URLPattern, path

from consultations.desk import views

C = "consultations/<slug:slug>/"

urlpatterns: list[URLPattern] = [
    path("desk/", views.mine, name="desk"),
    path(C + "desk/", views.show, name="consultation_desk"),
    path(C + "move/<str:name>/", views.move_stage, name="move_stage"),
    path(C + "pause/", views.pause, name="pause"),
]
