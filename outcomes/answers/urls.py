"""Addresses: answers."""

from django.urls import URLPattern, path

from outcomes.answers import history, views

C = "consultations/<slug:slug>/"

urlpatterns: list[URLPattern] = [
    path(C + "response/", views.response, name="response"),
    path(C + "response/sign/", views.sign, name="sign"),
    path(C + "response/<int:number>/", views.answer_recommendation, name="answer_recommendation"),
    path(C + "response/promises/<int:pk>/take-out/", views.take_out_promise, name="take_out_promise"),
    path(C + "answer/", views.answer, name="answer"),
    path(C + "recommendations/<int:number>/", history.recommendation, name="recommendation"),
]
