"""Addresses: records of meetings."""

from django.urls import URLPattern, path

from deliberation.importing.views import conversations, drafts, records

C = "consultations/<slug:slug>/records/"

urlpatterns: list[URLPattern] = [
    path(C, records.records, name="records"),
    path(C + "send/", records.send_record, name="send_record"),
    path(C + "conversation/", conversations.send_conversation, name="send_conversation"),
    path(C + "conversation/<int:pk>/", conversations.conversation_draft, name="conversation_draft"),
    path(C + "<int:pk>/", records.record, name="record_of_meeting"),
    path(C + "<int:pk>/meeting/", records.put_meeting_right, name="put_meeting_right"),
    path(C + "<int:pk>/confirm/", records.confirm_record, name="confirm_record"),
    path(C + "<int:pk>/object/", records.object_to_record, name="object_to_record"),
    path(C + "<int:pk>/take-back/", records.take_back_objection, name="take_back_objection"),
    path(C + "waiting/<int:pk>/", drafts.draft, name="record_draft"),
    path(C + "waiting/<int:pk>/turns/", drafts.turns, name="record_turns"),
    path(C + "waiting/<int:pk>/left-out/", drafts.left_out, name="record_left_out"),
]
