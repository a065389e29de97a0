"""Addresses: joining."""

from django.urls import URLPattern, path

from consultations.joining.views import claiming, joining, my_part, returning, waiting

C = "consultations/<slug:slug>/"

urlpatterns: list[URLPattern] = [
    path("join/", joining.enter_code, name="enter_code"),
    path("join/<str:code>/", joining.join_by_code, name="join_by_code"),
    path("back/<str:code>/", returning.come_back, name="come_back"),
    path("me/", my_part.my_place, name="my_place"),
    path(C + "join/", joining.join, name="join"),
    path(C + "wait/", waiting.wait_here, name="wait_here"),
    path(C + "wait/still/", waiting.still_waiting, name="still_waiting"),
    path(C + "me/", my_part.my_part, name="my_part"),
    path(C + "me/leave/", my_part.leave, name="leave"),
    path(C + "me/code/", returning.renew_return_code, name="renew_return_code"),
    path(C + "me/code.svg", returning.return_qr, name="return_qr"),
    path(C + "me/address/", claiming.add_address, name="add_address"),
    path(C + "me/address/code/", claiming.prove_address, name="prove_address"),
]
