"""Addresses of what came of it."""

from django.urls import URLPattern, path

from outcomes.views import promises, responses

C = "consultations/<slug:slug>/"

urlpatterns: list[URLPattern] = [
    # responses
    path(C + "response/", responses.response, name="response"),
    path(C + "response/sign/", responses.sign, name="sign"),
    path(C + "response/<int:number>/", responses.answer_recommendation, name="answer_recommendation"),
    path(C + "response/promises/<int:pk>/take-out/", responses.take_out_promise, name="take_out_promise"),
    path(C + "answer/", responses.answer, name="answer"),
    # promises
    path("promises/", promises.all_promises, name="all_promises"),
    path(C + "promises/", promises.promises, name="promises"),
    path(C + "promises/<int:pk>/", promises.promise, name="promise"),
]
