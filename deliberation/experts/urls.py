"""Addresses: questions to experts."""

from django.urls import URLPattern, path

from deliberation.experts import views

C = "consultations/<slug:slug>/"

urlpatterns: list[URLPattern] = [
    path(C + "expert-questions/", views.questions, name="expert_questions"),
    path(C + "expert-questions/ask/", views.ask, name="ask_experts"),
    path(C + "expert-questions/<int:pk>/support/", views.support, name="support_question"),
    path(C + "expert-questions/<int:pk>/sort/", views.sort, name="sort_question"),
    path(C + "expert-questions/<int:pk>/answer/", views.answer, name="answer_expert_question"),
    path(C + "expert-answers/<int:pk>/", views.review, name="review_answer"),
]
