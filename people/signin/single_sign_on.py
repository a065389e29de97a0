"""Sign-in for staff through their organisation (OpenID Connect), switched on by configuration alone.

It opens accounts that exist, never makes one, and stands in for the code by e-mail: the second step stays.
"""

from typing import NoReturn, cast

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialAccount, SocialLogin
from django.conf import settings
from django.http import HttpRequest
from django.shortcuts import render

from people.errors import Refused
from people.models import User
from people.signin import second_factor


class Adapter(DefaultSocialAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """The issuer has said who this is. Find the account, or refuse."""
        try:
            _open(request, sociallogin)
        except Refused as error:
            _refuse(request, str(error))

    def on_authentication_error(self, request: HttpRequest, *args: object, **kwargs: object) -> None:
        _refuse(request, "Your organisation’s sign-in was not completed. Try again, or sign in with a code by e-mail.")


def _open(request: HttpRequest, login: SocialLogin) -> None:
    if login.state.get("process", "login") != "login":
        raise Refused("Accounts are not connected by hand. Sign in with your organisation’s sign-in instead.")
    claims = _claims(login)
    if login.is_existing:
        SocialAccount.objects.filter(pk=login.account.pk).update(extra_data={})
        _must_be_staff(cast(User, login.user))
        return
    user = _must_be_staff(_account_with(claims))
    if SocialAccount.objects.filter(user=user, provider=login.account.provider).exists():
        raise Refused("This account belongs to another person of your organisation. Ask an administrator to reset it.")
    login.account.extra_data = {}  # who they are elsewhere is nothing that we need to keep
    login.connect(request, user)


def _claims(login: SocialLogin) -> dict[str, object]:
    """What the issuer says of the person. Both its answers must speak of the same one."""
    told = login.account.extra_data
    userinfo, id_token = told.get("userinfo") or {}, told.get("id_token") or {}
    if not id_token or (userinfo and userinfo.get("sub") != id_token.get("sub")):
        raise Refused("Your organisation’s sign-in gave no clear answer. Sign in with a code by e-mail.")
    return {**id_token, **userinfo}


def _account_with(claims: dict[str, object]) -> User | None:
    """The account with the address that the issuer vouches for."""
    verified = claims.get("email_verified") is True or settings.OIDC_EMAIL_IS_VERIFIED
    email = str(claims.get("email") or "").strip().lower()
    return User.objects.filter(email=email).first() if verified and email else None


def _must_be_staff(user: User | None) -> User:
    """Unknown, closed and residents' accounts are told the same."""
    if user is None or not user.is_active or not second_factor.is_staff_account(user):
        raise Refused("There is no staff account for you here. Ask the facilitator or an administrator to make one.")
    return user


def _refuse(request: HttpRequest, why: str) -> NoReturn:
    raise ImmediateHttpResponse(render(request, "account/sign_on_refused.html", {"why": why}, status=403))
