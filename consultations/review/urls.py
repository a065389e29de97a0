"""Addresses: review."""

from django.urls import URLPattern, path

from consultations.review import views

C = "consultations/<slug:slug>/"

urlpatterns: list[URLPattern] = [
    path(C + "review/", views.show, name="review"),
    path(C + "review/send/", views.send, name="send_version"),
    path(C + "review/publish/", views.publish, name="publish_version"),
    path(C + "review/read/", views.mark_read, name="mark_briefing_read"),
    path(C + "review/standpoint/", views.declare_standpoint, name="declare_standpoint"),
    path(C + "review/sign/", views.sign_off, name="sign_off"),
    path(C + "review/comments/<int:pk>/reply/", views.reply, name="reply_to_comment"),
    path(C + "review/comments/<int:pk>/settle/", views.resolve, name="settle_comment"),
]
