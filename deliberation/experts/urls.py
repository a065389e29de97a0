"""Addresses: questions to experts."""

from django.urls import URLPattern, path

from deliberation.experts.views import corrections
from deliberation.experts.views import questions as views

C = "consultations/<slug:slug>/"

urlpatterns: list[URLPattern] = [
    path(C + "expert-questions/", views.questions, name="expert_questions"),
    path(C + "expert-questions/ask/", views.ask, name="ask_experts"),
    path(C + "expert-questions/<int:pk>/support/", views.support, name="support_question"),
    path(C + "expert-questions/<int:pk>/apart/", views.keep_apart, name="keep_question_apart"),
    path(C + "expert-questions/<int:pk>/again/", views.ask_question_again, name="ask_question_again"),
    path(C + "expert-questions/<int:pk>/sort/", views.sort, name="sort_question"),
    path(C + "expert-questions/<int:pk>/answer/", views.answer, name="answer_expert_question"),
    path(C + "expert-answers/<int:pk>/", views.review, name="review_answer"),
    path(C + "expert-answers/<int:pk>/correct/", corrections.correct, name="correct_expert_answer"),
    path(C + "expert-corrections/<int:pk>/", corrections.read, name="read_expert_correction"),
]
