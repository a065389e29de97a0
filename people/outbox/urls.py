"""Addresses of telling people."""

from django.urls import URLPattern, path

from people.outbox import views

urlpatterns: list[URLPattern] = [
    path("inbox/", views.inbox, name="inbox"),
    path("inbox/read/", views.read_all, name="read_all"),
    path("inbox/<int:pk>/", views.open_message, name="open_message"),
    path("inbox/how-often/", views.choose_pace, name="choose_pace"),
    path("inbox/try-again/", views.try_again, name="try_again"),
    path("no-more-e-mails/<str:token>/", views.unsubscribe, name="unsubscribe"),
    path("tell-me/yes/<str:token>/", views.confirm, name="confirm_subscription"),
    path("tell-me/<slug:what>/<int:number>/", views.subscribe, name="subscribe"),
    path("administration/messages/", views.waiting, name="messages_waiting"),
]
