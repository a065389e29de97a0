"""To the organisation's sign-in and back. The library asks the issuer within the request, and would fail with it."""

import logging
from collections.abc import Callable
from functools import wraps

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.providers.openid_connect import views as oidc
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

log = logging.getLogger("answerable.sign_on")
AWAY = "Your organisation’s sign-in does not answer just now. Try again later, or sign in with a code by e-mail."
View = Callable[..., HttpResponse]


def _answered(view: View) -> View:
    """An issuer that is away, or says something else than it should, is a page in words and a line in the log."""

    @wraps(view)
    def wrapped(request: HttpRequest, provider_id: str) -> HttpResponse:
        try:
            return view(request, provider_id)
        except ImmediateHttpResponse:
            raise
        except (OSError, ValueError, KeyError) as error:  # requests' errors are OSErrors
            log.error("The OIDC issuer %s does not answer as it should: %r", settings.OIDC_ISSUER, error)
            return render(request, "account/sign_on_refused.html", {"why": AWAY}, status=503)

    return wrapped


login = _answered(oidc.login)
callback = _answered(oidc.callback)
