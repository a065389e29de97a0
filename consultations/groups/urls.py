"""Addresses: groups."""

from django.urls import URLPattern, path

from consultations.groups.views import groups, offers, panels, people, seats

C = "consultations/<slug:slug>/"

urlpatterns: list[URLPattern] = [
    path(C + "people/", people.people, name="people"),
    path(C + "who-answers/", people.answering, name="answering"),
    path(C + "people/<int:pk>/", people.arrange_person, name="arrange_person"),
    path(C + "offers/<int:pk>/", people.arrange_offer, name="arrange_offer"),
    path(C + "panel/seats/", seats.show, name="panel_seats"),
    path(C + "panel/seats/<int:pk>/object/", seats.object_to, name="object_to_seat"),
    path(C + "panel/seats/<int:pk>/decide/", seats.decide, name="decide_seat"),
    path("administration/panels/", panels.listed, name="panels"),
    path("administration/panels/<slug:slug>/", panels.panel, name="panel"),
    path("administration/panels/<slug:slug>/<int:pk>/", panels.arrange_seat, name="arrange_seat"),
    path("administration/panels/<slug:slug>/<int:pk>/end/", panels.end_seat, name="end_seat"),
    path("offers/<str:key>/", offers.answer, name="offer"),
    path(C + "groups/", groups.show, name="groups"),
    path(C + "groups/<int:pk>/", groups.edit_group, name="edit_group"),
    path(C + "groups/<int:pk>/remove/", groups.remove_group, name="remove_group"),
    path(C + "accept/", groups.accept_duty, name="accept_duty"),
]
