"""Two accounts with one authenticator app, or one passkey, are one person's: refused as it is set up, and recorded."""

from collections.abc import Callable
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from django.core.exceptions import ValidationError
from django.test import Client

from audit.models import Entry
from people.models import User
from people.signin import same_step
from people.signin.factor_forms import AddPasskeyForm
from tests.cast import Cast

APP = "/accounts/second-step/app/"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


@pytest.mark.parametrize("of_another", [True, False])
def test_an_app_of_another_account_is_refused_and_recorded(
    cast: Cast, client_for: Callable[..., Client], settings: Any, of_another: bool
) -> None:
    settings.STAFF_SECOND_FACTOR = True
    if of_another:
        totp.TOTP.activate(cast.quill, SECRET)
    client = client_for(cast.moss)
    client.get(APP)
    session = client.session
    session[totp.SECRET_SESSION_KEY] = SECRET
    session.save()
    code = totp.format_hotp_value(totp.hotp_value(SECRET, next(totp.yield_hotp_counters_from_time())))
    answer = client.post(APP, {"code": code})
    assert (same_step.OF_ANOTHER[:40] in answer.content.decode()) is of_another
    assert Authenticator.objects.filter(user=cast.moss, type="totp").exists() is not of_another
    assert Entry.objects.filter(action="same_second_step_refused").count() == of_another


def test_a_passkey_of_another_account_is_refused(cast: Cast) -> None:
    Authenticator.objects.create(user=cast.quill, type="webauthn", data={"credential": {"id": "k-1"}})
    form = AddPasskeyForm(user=cast.moss)
    form.cleaned_data = {"credential": {"id": "k-1"}}
    with pytest.raises(ValidationError, match="belongs to another account"):
        form.clean_credential()
    form.cleaned_data = {"credential": {"id": "k-2"}}
    assert form.clean_credential()["id"] == "k-2"


def test_nobody_shares_with_those_who_have_none(cast: Cast) -> None:
    assert not same_step.share_one(cast.moss, User.objects.all())
    totp.TOTP.activate(cast.moss, SECRET)
    assert not same_step.share_one(cast.moss, User.objects.all())
    totp.TOTP.activate(cast.finch, SECRET)
    assert same_step.share_one(cast.moss, User.objects.all())
