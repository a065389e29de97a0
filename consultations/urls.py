"""Addresses of what is asked."""

from django.urls import URLPattern, path

from consultations.views import briefing, consultation, home, joining, pages, technologies

C = "consultations/<slug:slug>/"

urlpatterns: list[URLPattern] = [
    # home
    path("", home.show, name="home"),
    # pages
    path("how-it-works/", pages.how_it_works, name="how_it_works"),
    path("accessibility/", pages.accessibility, name="accessibility"),
    path("data-card/", pages.data_card, name="data_card"),
    path("record/", pages.record, name="record"),
    path("demo/", pages.demo, name="demo"),
    path(C + "record/", pages.public_record, name="public_record"),
    # technologies
    path("technologies/", technologies.index, name="technologies"),
    path("technologies/<int:pk>/", technologies.show, name="technology"),
    # joining
    path("join/", joining.enter_code, name="enter_code"),
    path("join/<str:code>/", joining.join_by_code, name="join_by_code"),
    path(C + "join/", joining.join, name="join"),
    path(C + "me/", joining.my_part, name="my_part"),
    path(C + "me/leave/", joining.leave, name="leave"),
    # briefing (reading)
    path(C + "briefing/", briefing.show, name="briefing"),
    # consultation: last, so that "consultations/new/" is not taken for a slug
    path(C, consultation.show, name="consultation"),
]
