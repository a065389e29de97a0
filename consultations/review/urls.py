"""Addresses: review."""

from django.urls import URLPattern, path

from consultations.review.views import commenting, reading

C = "consultations/<slug:slug>/"

urlpatterns: list[URLPattern] = [
    path(C + "review/", reading.show, name="review"),
    path(C + "review/send/", reading.send, name="send_version"),
    path(C + "review/publish/", reading.publish, name="publish_version"),
    path(C + "review/read/", reading.mark_read, name="mark_briefing_read"),
    path(C + "review/standpoint/", reading.declare_standpoint, name="declare_standpoint"),
    path(C + "review/part/<str:part>/", commenting.comment_on_part, name="comment_on_part"),
    path(C + "review/sign/", reading.sign_off, name="sign_off"),
    path(C + "review/comments/<int:pk>/reply/", commenting.reply, name="reply_to_comment"),
    path(C + "review/comments/<int:pk>/settle/", commenting.resolve, name="settle_comment"),
]
