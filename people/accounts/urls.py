"""Addresses of accounts: one's own, and looking after others'."""

from django.urls import URLPattern, path

from people.accounts.views import account, administration, powers

A = "accounts/"

urlpatterns: list[URLPattern] = [
    path(A, account.show, name="account"),
    path(A + "sign-ins/", account.sign_ins, name="sign_ins"),
    path(A + "sign-ins/<int:pk>/end/", account.end_sign_in, name="end_sign_in"),
    path(A + "sign-ins/end-all/", account.sign_out_everywhere, name="sign_out_everywhere"),
    path("own/", account.own_part, name="own_part"),
    path("powers/", powers.show, name="powers"),
    path("administration/", administration.find, name="administration"),
    path("administration/<int:pk>/", administration.show, name="administer_account"),
]
