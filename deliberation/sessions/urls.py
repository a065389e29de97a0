"""Addresses: sessions."""

from django.urls import URLPattern, path

from deliberation.sessions.views import (
    agenda,
    asked,
    ballot,
    console,
    entry,
    personal,
    phone,
    rehearsal,
    room,
    screen,
    sessions,
)

C = "consultations/<slug:slug>/"

urlpatterns: list[URLPattern] = [
    path(C + "sessions/", sessions.sessions, name="sessions"),
    path(C + "sessions/new/", sessions.plan_session, name="plan_session"),
    path("live/", phone.enter_session, name="enter_session"),
    path("live/<str:code>/", phone.live, name="live"),
    path("live/<str:code>/renew/", entry.renew_session_code, name="renew_session_code"),
    path("live/<str:code>/ballot/", ballot.cast_ballot, name="cast_ballot"),
    path("live/<str:code>/question/", phone.live_question, name="live_question"),
    path("live/<str:code>/questions/", asked.session_questions, name="session_questions"),
    path("live/<str:code>/mine/", personal.mine, name="mine"),
    path("live/<str:code>/change/", sessions.change_session, name="change_session"),
    path("live/<str:code>/call-off/", sessions.call_off_session, name="call_off_session"),
    path("live/<str:code>/end/", sessions.end_session, name="end_session"),
    path("live/<str:code>/summary/", sessions.session_summary, name="session_summary"),
    path("live/<str:code>/summary.csv", sessions.session_csv, name="session_csv"),
    path("live/<str:code>/agenda/", agenda.agenda, name="agenda"),
    path("live/<str:code>/agenda/new/", agenda.add_segment, name="add_segment"),
    path("live/<str:code>/agenda/<int:pk>/", agenda.edit_segment, name="edit_segment"),
    path("live/<str:code>/agenda/<int:pk>/move/", agenda.move_segment, name="move_segment"),
    path("live/<str:code>/dry-run/", rehearsal.dry_run, name="dry_run"),
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
