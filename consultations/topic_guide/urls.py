"""Addresses: topic guide."""

from django.urls import URLPattern, path

from consultations.topic_guide import views

C = "consultations/<slug:slug>/"

urlpatterns: list[URLPattern] = [
    path(C + "topic-guide/", views.show, name="topic_guide"),
    path(C + "topic-guide/<int:pk>/", views.edit_area, name="edit_area"),
    path(C + "topic-guide/questions/<int:pk>/", views.edit_prompt, name="edit_prompt"),
]
