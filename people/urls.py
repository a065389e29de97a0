"""Addresses of accounts. What we use of django-allauth is listed one by one: nothing else of it can be reached."""

from allauth.account.views import account_inactive, logout
from allauth.mfa.base import views as mfa
from allauth.mfa.webauthn import views as passkeys
from allauth.socialaccount.providers.openid_connect import views as oidc
from django.urls import URLPattern, URLResolver, path

from people.views import account, administration, factors, privacy, signin

A = "accounts/"
S = A + "second-step/"

urlpatterns: list[URLPattern | URLResolver] = [
    # signin
    path(A + "login/", signin.old_address, name="account_login"),
    path(A + "login/code/", signin.request_code, name="account_request_login_code"),
    path(A + "login/code/confirm/", signin.confirm_code, name="account_confirm_login_code"),
    path(A + "login/second-step/", mfa.authenticate, name="mfa_authenticate"),
    path(A + "logout/", logout, name="account_logout"),
    path(A + "oidc/<slug:provider_id>/login/", oidc.login, name="openid_connect_login"),
    path(A + "oidc/<slug:provider_id>/login/callback/", oidc.callback, name="openid_connect_callback"),
    path(A + "inactive/", account_inactive, name="account_inactive"),
    # account
    path(A, account.show, name="account"),
    path(A + "sign-ins/", account.sign_ins, name="sign_ins"),
    path(A + "sign-ins/<int:pk>/end/", account.end_sign_in, name="end_sign_in"),
    path(A + "sign-ins/end-all/", account.sign_out_everywhere, name="sign_out_everywhere"),
    # second step
    path(S, factors.show, name="mfa_index"),
    path(S + "app/", factors.AddApp.as_view(), name="mfa_activate_totp"),
    path(S + "passkey/", factors.AddPasskey.as_view(), name="mfa_add_webauthn"),
    path(S + "<int:pk>/remove/", factors.remove, name="remove_second_step"),
    path(S + "recovery-codes/", factors.RecoveryCodes.as_view(), name="mfa_view_recovery_codes"),
    path(S + "recovery-codes/new/", factors.NewRecoveryCodes.as_view(), name="mfa_generate_recovery_codes"),
    path(S + "again/", mfa.reauthenticate, name="mfa_reauthenticate"),
    path(S + "again/passkey/", passkeys.reauthenticate_webauthn, name="mfa_reauthenticate_webauthn"),
    # privacy: not under accounts/, because guests have rights too
    path("my-data/", privacy.my_data, name="my_data"),
    path("my-data/download/", privacy.make_download, name="make_download"),
    path("my-data/download/<str:code>/", privacy.download, name="download"),
    path("my-data/erase/", privacy.erase, name="erase"),
    path("my-data/erased/", privacy.erased, name="erased"),
    # administration
    path("administration/", administration.find, name="administration"),
    path("administration/<int:pk>/", administration.show, name="administer_account"),
]
