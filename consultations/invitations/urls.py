"""Addresses: invitations."""

from django.urls import URLPattern, path

from consultations.invitations import views

C = "consultations/<slug:slug>/"

urlpatterns: list[URLPattern] = [
    path(C + "groups/<int:pk>/invitations/", views.invite, name="invite"),
    path(C + "groups/<int:pk>/letters/", views.print_letters, name="print_letters"),
    path(C + "groups/<int:pk>/letters/<str:batch>/", views.letters, name="letters"),
    path(C + "groups/<int:pk>/letters/<str:batch>/table.csv", views.letters_csv, name="letters_csv"),
    path(C + "invitations/<int:pk>/revoke/", views.revoke, name="revoke_invitation"),
]
