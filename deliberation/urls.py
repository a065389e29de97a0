"""Addresses of what is said and chosen."""

from django.urls import URLPattern, path

from deliberation.views import (
    agenda,
    console,
    discussion,
    door,
    live,
    mine,
    moderation,
    polling,
    questionnaire,
    results,
    room,
    screen,
    sessions,
)

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
    path("live/<str:code>/mine/", mine.mine, name="mine"),
    path("live/<str:code>/change/", sessions.change_session, name="change_session"),
    path("live/<str:code>/call-off/", sessions.call_off_session, name="call_off_session"),
    path("live/<str:code>/end/", sessions.end_session, name="end_session"),
    path("live/<str:code>/summary/", sessions.session_summary, name="session_summary"),
    path("live/<str:code>/agenda/", agenda.agenda, name="agenda"),
    path("live/<str:code>/agenda/new/", agenda.add_segment, name="add_segment"),
    path("live/<str:code>/agenda/<int:pk>/", agenda.edit_segment, name="edit_segment"),
    path("live/<str:code>/agenda/<int:pk>/move/", agenda.move_segment, name="move_segment"),
    path("live/<str:code>/console/", console.console, name="console"),
    path("live/<str:code>/console/floor/", console.console_floor, name="console_floor"),
    path("live/<str:code>/console/notes/", room.session_notes, name="session_notes"),
    path("live/<str:code>/console/<str:what>/", console.add_to_session, name="add_to_session"),
    path("live/<str:code>/register/", room.register, name="register"),
    path("live/<str:code>/tables/", room.tables, name="tables"),
    path("live/<str:code>/hands/<int:pk>/", room.count_hands, name="count_hands"),
    path("live/<str:code>/projector/", screen.projector, name="projector"),
    path("live/<str:code>/projector/press/", screen.press_screen, name="press_screen"),
    path("live/<str:code>/qr.svg", screen.session_qr, name="session_qr"),
]
