"""Addresses: questions."""

from django.urls import URLPattern, path

from deliberation.questions.views import question_sets, questionnaire

C = "consultations/<slug:slug>/"

urlpatterns: list[URLPattern] = [
    path(C + "polls/prepare/", questionnaire.prepare_polls, name="prepare_polls"),
    path(C + "polls/prepare/new/", questionnaire.add_question, name="add_question"),
    path(C + "polls/prepare/<int:pk>/", questionnaire.edit_question, name="edit_question"),
    path(C + "polls/prepare/<int:pk>/preview/", questionnaire.preview_question, name="preview_question"),
    path(C + "polls/prepare/templates/", question_sets.question_templates, name="question_templates"),
    path(C + "polls/prepare/templates/<slug:key>/", question_sets.pick_questions, name="pick_questions"),
    path(C + "polls/prepare/file/", question_sets.bring_questions, name="bring_questions"),
    path(C + "polls/prepare/questions.json", question_sets.save_questions, name="save_questions"),
]
