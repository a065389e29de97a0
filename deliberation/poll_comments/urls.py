"""Addresses: answers in own words, brought to the coding."""

from django.urls import URLPattern, path

from deliberation.poll_comments import views

C = "consultations/<slug:slug>/polls/<int:pk>/comments/<int:question>/"

urlpatterns: list[URLPattern] = [path(C, views.poll_comments, name="poll_comments")]
