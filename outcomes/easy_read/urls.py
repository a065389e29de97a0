"""Addresses: the report in easy words."""

from django.urls import URLPattern, path

from outcomes.easy_read import views

C = "consultations/<slug:slug>/report/easy-read/"

urlpatterns: list[URLPattern] = [
    path(C, views.easy_read, name="easy_read"),
    path(C + "write/", views.edit, name="edit_easy_read"),
    path(C + "confirm/", views.confirm, name="confirm_easy_read"),
    path(C + "take-back/", views.withdraw, name="withdraw_easy_read"),
]
