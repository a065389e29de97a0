"""Addresses: polls."""

from django.urls import URLPattern, path

from deliberation.polls.views import answering, polls, receipts, rounds

C = "consultations/<slug:slug>/"

urlpatterns: list[URLPattern] = [
    path(C + "polls/prepare/<int:pk>/round/", rounds.new_round, name="new_round"),
    path(C + "polls/", polls.polls, name="polls"),
    path(C + "polls/<int:pk>/", answering.wave, name="wave"),
    path(C + "polls/<int:pk>/<int:number>/", answering.answer_question, name="answer_question"),
    path(C + "polls/again/", polls.ask_again, name="ask_again"),
    path(C + "polls/<int:pk>/open/", polls.open_wave, name="open_wave"),
    path(C + "polls/<int:pk>/close/", polls.close_wave, name="close_wave"),
    path(C + "polls/<int:pk>/receipt/", receipts.make_receipt, name="make_receipt"),
    path(C + "my-answers/", answering.my_answers, name="my_answers"),
    path("receipt/", receipts.receipt, name="receipt"),
]
