"""Addresses: changes."""

from django.urls import URLPattern, path

from consultations.changes import views

C = "consultations/<slug:slug>/"

urlpatterns: list[URLPattern] = [
    path(C + "changes/", views.show, name="changes"),
    path(C + "changes/<int:pk>/", views.say, name="say_change"),
    path(C + "changes/<int:pk>/words/", views.speak, name="speak_of_change"),
    path(C + "changes/<int:pk>/take-back/", views.take_back, name="take_back_change"),
]
