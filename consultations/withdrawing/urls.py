"""Addresses: withdrawing."""

from django.urls import URLPattern, path

from consultations.withdrawing import views

C = "consultations/<slug:slug>/withdrawal/"

urlpatterns: list[URLPattern] = [
    path(C, views.show, name="withdrawal"),
    path(C + "ask/", views.ask, name="ask_to_withdraw"),
    path(C + "<int:pk>/take-back/", views.take_back, name="take_back_withdrawal"),
    path(C + "<int:pk>/agree/", views.agree, name="agree_to_withdrawal"),
    path(C + "<int:pk>/refuse/", views.refuse, name="refuse_withdrawal"),
]
