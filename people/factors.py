"""Apps, passkeys and recovery codes: how they are kept, tried and taken away (django-allauth does the cryptography)."""

import base64
import hashlib
import json
from io import BytesIO
from typing import Any

import segno
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.totp.internal import auth as totp
from allauth.mfa.webauthn.forms import AddWebAuthnForm, AuthenticateWebAuthnForm, ReauthenticateWebAuthnForm
from cryptography.exceptions import InvalidSignature
from cryptography.fernet import Fernet, MultiFernet
from django import forms
from django.conf import settings
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.core.mail import send_mail
from django.db import transaction
from django.http import HttpRequest
from django.template.loader import render_to_string

from audit.record import record
from people import limits, second_factor, signins
from people.errors import Refused
from people.models import User
from people.text import one_line

USED_FOR = 180  # seconds a code of an app is remembered, longer than any of them is accepted


class Adapter(DefaultMFAAdapter):
    """Secrets encrypted in the database; a QR code in one colour, drawn here."""

    def encrypt(self, text: str) -> str:
        return _box().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _box().decrypt(encrypted_text.encode()).decode()

    def build_totp_svg(self, url: str) -> str:
        out = BytesIO()
        segno.make(url, error="m").save(out, kind="svg", scale=5, border=4, dark="#000", light="#fff", xmldecl=False)
        return out.getvalue().decode()

    def get_totp_label(self, user: Any) -> str:
        return user.email

    def generate_authenticator_name(self, user: Any, type: Authenticator.Type) -> str:
        return "My passkey"


def _box() -> MultiFernet:
    """Keyed by SECRET_KEY, and by its fallbacks while the key is being changed."""
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    digests = [hashlib.sha256(b"people.factors " + key.encode()).digest() for key in keys]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(digest)) for digest in digests])


# --- Trying ---------------------------------------------------------------------------------------
def count_try(request: HttpRequest, user: Any) -> limits.Try:
    """Count one try of a second step. Raises ValidationError after ten of them."""
    try:
        return limits.take("second-step", keys=[limits.address_of(request), f"account {user.pk}"])
    except Refused as error:
        raise ValidationError(str(error)) from error


class _OneCode(forms.Form):
    """A field for the code of an app or a recovery code: ten tries, each code once."""

    user: Any

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].label = "Code"
        self.fields["code"].help_text = "Six figures from your app, or one of your recovery codes."
        self.fields["code"].error_messages["required"] = "Type the code your app shows."
        self.fields["code"].widget.attrs = {
            "autocomplete": "one-time-code", "inputmode": "numeric", "spellcheck": "false", "autocapitalize": "off",
        }  # fmt: skip

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


class _AnyJson(json.JSONDecoder):
    """Nested without end, or a number of thousands of digits: no JSON to us, as what cannot be read at all."""

    def decode(self, text: str, *args: Any) -> Any:
        try:
            return super().decode(text, *args)
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
            required=False, max_length=60, label="What to call it", help_text="Such as: work laptop.",
        )  # fmt: skip

    def clean_name(self) -> str:
        return one_line(self.cleaned_data["name"]) or "My passkey"


# --- Changing -------------------------------------------------------------------------------------
@transaction.atomic
def added(request: HttpRequest, kind: str) -> None:
    """A second step was added in this session: it counts as taken, is recorded, and the person is told."""
    user = request.user
    second_factor.mark_passed(request.session, user)
    record("second_step_added", actor=user, subject=user, summary=kind)  # type: ignore[arg-type]
    tell(user, f"{kind} was added to your account.")


@transaction.atomic
def remove(authenticator: Authenticator, *, by: User) -> None:
    """Take away one's own app or passkey. Staff keep at least one. Raises Refused."""
    others = [one for one in second_factor.own(by) if one.pk != authenticator.pk]
    if not others and second_factor.is_staff_account(by):
        raise Refused("This is your only second step, and staff need one. Add another first, then remove this one.")
    record("second_step_removed", actor=by, subject=by, summary=kind_of(authenticator))
    authenticator.delete()
    if not others:
        Authenticator.objects.filter(user=by).delete()  # recovery codes are for getting past one
    tell(by, f"{kind_of(authenticator)} was removed from your account.")


@transaction.atomic
def reset(user: User) -> None:
    """Take away every second step of a person who has lost theirs, and sign them out everywhere."""
    Authenticator.objects.filter(user=user).delete()
    signins.end_all(user)


def kind_of(authenticator: Authenticator) -> str:
    return "An authenticator app" if authenticator.type == Authenticator.Type.TOTP else "A passkey"


def codes_left(user: Any) -> int:
    """How many recovery codes are unused."""
    kept = Authenticator.objects.filter(user_id=user.pk, type=Authenticator.Type.RECOVERY_CODES).first()
    return len(kept.wrap().get_unused_codes()) if kept else 0


def tell(user: Any, what: str) -> None:
    """An e-mail that something about signing in changed, sent once it has. It may fail; the change stands."""
    text = render_to_string("account/email/changed.txt", {"what": what, "operator": settings.OPERATOR})
    subject = f"{settings.SITE_NAME}: how you sign in has changed"
    transaction.on_commit(
        lambda: send_mail(subject, text, settings.DEFAULT_FROM_EMAIL, [user.email], fail_silently=True)
    )
