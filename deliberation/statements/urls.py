"""Addresses: statements."""

from django.urls import URLPattern, path

from deliberation.statements.views import desk, statements

C = "consultations/<slug:slug>/"

urlpatterns: list[URLPattern] = [
    path(C + "statements/", statements.conversations, name="conversations"),
    path(C + "statements/new/", desk.start_conversation, name="start_conversation"),
    path(C + "statements/<int:pk>/", statements.conversation, name="conversation"),
    path(C + "statements/<int:pk>/next/", statements.next_statement, name="next_statement"),
    path(C + "statements/<int:pk>/<int:number>/", statements.statement_page, name="statement_page"),
    path(C + "statements/<int:pk>/mine/", statements.my_statements, name="my_statements"),
    path(C + "statements/<int:pk>/write/", statements.write_statement, name="write_statement"),
    path(C + "statements/<int:pk>/mine/<int:own>/", statements.write_statement, name="rewrite_statement"),
    path(C + "statements/<int:pk>/mine/<int:own>/change/", statements.own_statement, name="own_statement"),
    path(C + "statements/<int:pk>/desk/", desk.conversation_desk, name="conversation_desk"),
    path(C + "statements/<int:pk>/desk/run/", desk.run_conversation, name="run_conversation"),
    path(C + "statements/<int:pk>/desk/put/", desk.put_statement, name="put_statement"),
    path(C + "statements/<int:pk>/desk/<int:number>/", desk.decide_statement, name="decide_statement"),
]
