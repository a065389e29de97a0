"""Addresses: answers."""

from django.urls import URLPattern, path

from outcomes.answers.views import comments, drafting, history, public, signing, workspace

C = "consultations/<slug:slug>/"

urlpatterns: list[URLPattern] = [
    path(C + "response/", workspace.response, name="response"),
    path(C + "response/sign/", signing.sign, name="sign"),
    path(C + "response/<int:number>/", drafting.answer_recommendation, name="answer_recommendation"),
    path(C + "response/<int:number>/assign/", drafting.assign, name="assign_answer"),
    path(C + "response/<int:number>/comment/", comments.comment, name="comment_on_draft"),
    path(C + "response/asks/", workspace.four_asks, name="four_asks"),
    path(C + "response/opening/carry-over/", workspace.carry_over, name="carry_over"),
    path(C + "response/earlier/", workspace.earlier_drafts, name="earlier_openings"),
    path(C + "response/<int:number>/earlier/", workspace.earlier_drafts, name="earlier_drafts"),
    path(C + "response/promises/<int:pk>/take-out/", drafting.take_out_promise, name="take_out_promise"),
    path(C + "answer/", public.answer, name="answer"),
    path(C + "answer/correct/", signing.correct, name="correct_answer"),
    path(C + "recommendations/<int:number>/evidence/", signing.other_evidence, name="other_evidence"),
    path(C + "recommendations/<int:number>/", history.recommendation, name="recommendation"),
]
