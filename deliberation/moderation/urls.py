"""Addresses: moderation."""

from django.urls import URLPattern, path

from deliberation.moderation.views import concerns, moderation, unread

C = "consultations/<slug:slug>/"

urlpatterns: list[URLPattern] = [
    path(C + "moderation/", moderation.moderation, name="moderation"),
    path(C + "moderation/<int:pk>/", moderation.decide, name="decide"),
    path(C + "moderation/<int:pk>/claim/", moderation.claim_post, name="claim_post"),
    path(C + "moderation/<int:pk>/leave/", concerns.leave_post, name="leave_post"),
    path(C + "contributions/<int:pk>/report/", concerns.report_post, name="report_post"),
    path(C + "contributions/<int:pk>/appeal/", moderation.appeal, name="appeal"),
    path(C + "contributions/<int:pk>/ask-panel/", unread.ask_panel, name="ask_panel"),
    path(C + "unread/<int:pk>/", unread.decide_unread, name="decide_unread"),
    path(C + "appeals/", moderation.appeals, name="appeals"),
    path(C + "appeals/<int:pk>/claim/", moderation.claim_appeal, name="claim_appeal"),
    path(C + "appeals/<int:pk>/", moderation.decide_appeal, name="decide_appeal"),
]
