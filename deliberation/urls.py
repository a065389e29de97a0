"""Addresses of what is said and chosen."""

from django.urls import URLPattern, path

from deliberation.views import discussion, door, live, moderation, polling, questionnaire, results, sessions

C = "consultations/<slug:slug>/"

urlpatterns: list[URLPattern] = [
    # discussion
    path(C + "discussion/", discussion.discussion, name="discussion"),
    path(C + "threads/<int:pk>/", discussion.thread, name="thread"),
    path(C + "threads/<int:pk>/post/", discussion.post, name="post"),
    path(C + "contributions/<int:pk>/edit/", discussion.edit_contribution, name="edit_contribution"),
    path(C + "contributions/<int:pk>/withdraw/", discussion.withdraw_contribution, name="withdraw_contribution"),
    # moderation
    path(C + "moderation/", moderation.moderation, name="moderation"),
    path(C + "moderation/<int:pk>/", moderation.decide, name="decide"),
    path(C + "contributions/<int:pk>/appeal/", moderation.appeal, name="appeal"),
    path(C + "appeals/", moderation.appeals, name="appeals"),
    path(C + "appeals/<int:pk>/", moderation.decide_appeal, name="decide_appeal"),
    # polling
    path(C + "polls/", polling.polls, name="polls"),
    path(C + "polls/prepare/", questionnaire.prepare_polls, name="prepare_polls"),
    path(C + "polls/prepare/new/", questionnaire.add_question, name="add_question"),
    path(C + "polls/prepare/<int:pk>/", questionnaire.edit_question, name="edit_question"),
    path(C + "polls/<int:pk>/", polling.wave, name="wave"),
    path(C + "polls/<int:pk>/<int:number>/", polling.answer_question, name="answer_question"),
    path(C + "polls/<int:pk>/results/", results.results, name="results"),
    path(C + "polls/<int:pk>/open/", polling.open_wave, name="open_wave"),
    path(C + "polls/<int:pk>/close/", polling.close_wave, name="close_wave"),
    # sessions
    path(C + "sessions/", sessions.sessions, name="sessions"),
    path(C + "sessions/new/", sessions.plan_session, name="plan_session"),
    path("live/", live.enter_session, name="enter_session"),
    path("live/<str:code>/", live.live, name="live"),
    path("live/<str:code>/waiting/", door.waiting, name="waiting"),
    path("live/<str:code>/renew/", door.renew_session_code, name="renew_session_code"),
    path("live/<str:code>/question/", live.live_question, name="live_question"),
    path("live/<str:code>/console/", sessions.console, name="console"),
    path("live/<str:code>/console/<str:what>/", sessions.add_to_session, name="add_to_session"),
    path("live/<str:code>/projector/", sessions.projector, name="projector"),
    path("live/<str:code>/qr.svg", sessions.session_qr, name="session_qr"),
]
