"""Addresses of signing in. What we use of django-allauth is listed one by one: nothing else of it can be reached."""

from allauth.account.views import account_inactive, logout
from allauth.mfa.base import views as mfa
from allauth.mfa.webauthn import views as passkeys
from django.urls import URLPattern, path

from people.signin.views import factors, sign_on, signing_in

A = "accounts/"
S = A + "second-step/"

urlpatterns: list[URLPattern] = [
    path(A + "login/", signing_in.old_address, name="account_login"),
    path(A + "login/code/", signing_in.request_code, name="account_request_login_code"),
    path(A + "login/code/confirm/", signing_in.confirm_code, name="account_confirm_login_code"),
    path(A + "login/second-step/", mfa.authenticate, name="mfa_authenticate"),
    path(A + "logout/", logout, name="account_logout"),
    path(A + "oidc/<slug:provider_id>/login/", sign_on.login, name="openid_connect_login"),
    path(A + "oidc/<slug:provider_id>/login/callback/", sign_on.callback, name="openid_connect_callback"),
    path(A + "inactive/", account_inactive, name="account_inactive"),
    path(S, factors.show, name="mfa_index"),
    path(S + "app/", factors.AddApp.as_view(), name="mfa_activate_totp"),
    path(S + "passkey/", factors.AddPasskey.as_view(), name="mfa_add_webauthn"),
    path(S + "<int:pk>/remove/", factors.remove, name="remove_second_step"),
    path(S + "recovery-codes/", factors.RecoveryCodes.as_view(), name="mfa_view_recovery_codes"),
    path(S + "recovery-codes/new/", factors.NewRecoveryCodes.as_view(), name="mfa_generate_recovery_codes"),
    path(S + "again/", mfa.reauthenticate, name="mfa_reauthenticate"),
    path(S + "again/passkey/", passkeys.reauthenticate_webauthn, name="mfa_reauthenticate_webauthn"),
]
