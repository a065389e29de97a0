"""Addresses: discussion."""

from django.urls import URLPattern, path

from deliberation.discussion.views import discussion

C = "consultations/<slug:slug>/"

urlpatterns: list[URLPattern] = [
    path(C + "discussion/", discussion.discussion, name="discussion"),
    path(C + "discussion/moderation.csv", discussion.moderation_csv, name="moderation_csv"),
    path(C + "threads/<int:pk>/", discussion.thread, name="thread"),
    path(C + "threads/<int:pk>/news/", discussion.thread_news, name="thread_news"),
    path(C + "contributions/<int:pk>/history/", discussion.own_history, name="own_history"),
    path(C + "threads/<int:pk>/post/", discussion.post, name="post"),
    path(C + "contributions/<int:pk>/edit/", discussion.edit_contribution, name="edit_contribution"),
    path(C + "contributions/<int:pk>/withdraw/", discussion.withdraw_contribution, name="withdraw_contribution"),
]
