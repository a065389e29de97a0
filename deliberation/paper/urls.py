"""Addresses: paper."""

from django.urls import URLPattern, path

from deliberation.paper import views

C = "consultations/<slug:slug>/"

urlpatterns: list[URLPattern] = [
    path(C + "polls/<int:pk>/paper/", views.paper, name="paper"),
    path(C + "polls/<int:pk>/paper/print/", views.print_sheets, name="print_sheets"),
    path(C + "polls/<int:pk>/paper/enter/", views.enter_sheet, name="enter_sheet"),
    path(C + "polls/<int:pk>/paper/<int:sheet>/", views.correct_sheet, name="correct_sheet"),
    path(C + "paper/<int:sheet>/", views.confirm_sheet, name="confirm_sheet"),
]
