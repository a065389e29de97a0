"""The forms of the second step: a code or a passkey, counted, each code once (settings.MFA_FORMS)."""

import json
from typing import Any

from allauth.core import context
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.totp.internal import auth as totp
from allauth.mfa.webauthn.forms import AddWebAuthnForm, AuthenticateWebAuthnForm, ReauthenticateWebAuthnForm
from cryptography.exceptions import InvalidSignature
from django import forms
from django.conf import settings
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.http import HttpRequest

from people import limits
from people.errors import Refused
from people.models import Person
from people.signin import known_browsers, same_step, second_factor
from people.signin.factors import Adapter
from people.text.sanitising import one_line

USED_FOR = 180  # seconds a code of an app is remembered, longer than any of them is accepted


def count_try(request: HttpRequest, user: Person) -> limits.Try:
    """Count one try of a second step. Raises ValidationError after ten of them.

    A browser in which this person has taken it before has ten for itself: whoever reads their mail, and guesses at
    their app, must not shut them out.
    """
    browser = known_browsers.number(request, known_browsers.second_step(user.pk))
    try:
        return limits.take("second-step", keys=[f"browser {browser} {user.pk}" if browser else f"account {user.pk}"])
    except Refused as error:
        raise ValidationError(str(error)) from error


class _OneCode(forms.Form):
    """A field for the code of an app or a recovery code: ten tries, each code once."""

    user: Person

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].label = "Code"
        self.fields["code"].help_text = "Six figures from your app, or one of your recovery codes."
        self.fields["code"].error_messages["required"] = "Type the code your app shows."
        self.fields["code"].widget.attrs = {
            "autocomplete": "one-time-code",
            "inputmode": "numeric",
            "spellcheck": "false",
            "autocapitalize": "off",
        }

    def clean_code(self) -> str:
        counted = count_try(context.request, self.user)
        code = "".join(sign for sign in self.cleaned_data["code"] if sign.isalnum())
        self.cleaned_data["code"] = code
        try:
            super().clean_code()  # type: ignore[misc]
        except ValidationError as error:
            raise ValidationError("That code is not right. Wait for the next one and type that.") from error
        if not cache.add(f"second-step-used:{self.user.pk}:{code}", 1, timeout=USED_FOR):
            raise ValidationError("That code was used a moment ago. Wait for the next one and type that.")
        counted.give_back()
        return code


class SecondStepForm(_OneCode, AuthenticateForm):
    """At sign-in."""

    def demo_code(self) -> str:
        """What the app shows now, in the demonstration alone: whoever tries an app out must not lock others out."""
        app = next((one for one in second_factor.own(self.user) if one.type == Authenticator.Type.TOTP), None)
        if not settings.DEMO or app is None:
            return ""
        earliest = next(totp.yield_hotp_counters_from_time())
        return totp.format_hotp_value(totp.hotp_value(Adapter().decrypt(app.data["secret"]), earliest + 1))


class AgainForm(_OneCode, ReauthenticateForm):
    """Later, before something that matters."""


class AddAppForm(_OneCode, ActivateTOTPForm):
    """The first code of a new app."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].help_text = "Six figures. The app shows new ones every half minute."

    def clean(self) -> dict[str, Any] | None:
        if not self.errors and same_step.app_is_taken(self.secret, self.user):
            raise ValidationError(same_step.OF_ANOTHER)
        return super().clean()


class _AnyJson(json.JSONDecoder):
    """Nested without end, or a number of thousands of digits: no JSON to us, as what cannot be read at all."""

    def decode(self, text: str, *_: object) -> object:
        try:
            return super().decode(text)
        except (ValueError, RecursionError) as error:
            raise json.JSONDecodeError("not to be read", "", 0) from error


class _Passkey(forms.Form):
    """What a browser says about a passkey may be anything: whatever the library cannot read is a refusal, no error."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["credential"].decoder = _AnyJson  # type: ignore[attr-defined]

    def full_clean(self) -> None:
        try:
            super().full_clean()
        except (ValueError, LookupError, TypeError, AttributeError, InvalidSignature):
            self.add_error(None, "That passkey did not work. Try again.")


class PasskeyForm(_Passkey, AuthenticateWebAuthnForm):
    """At sign-in."""


class PasskeyAgainForm(_Passkey, ReauthenticateWebAuthnForm):
    """Later, before something that matters."""


class AddPasskeyForm(_Passkey, AddWebAuthnForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"] = forms.CharField(
            required=False,
            max_length=60,
            label="What to call it",
            help_text="Such as: work laptop.",
        )

    def clean_name(self) -> str:
        return one_line(self.cleaned_data["name"]) or "My passkey"

    def clean_credential(self) -> object:
        credential = self.cleaned_data["credential"]
        if same_step.passkey_is_taken(credential, self.user):
            raise ValidationError(same_step.OF_ANOTHER)
        return credential
