"""Apps, passkeys and recovery codes: how they are kept and taken away (django-allauth does the cryptography)."""

import base64
import hashlib
from io import BytesIO
from typing import cast

import segno
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.core.mail import send_mail
from django.db import transaction
from django.http import HttpRequest

from audit.record import record
from people.errors import Refused
from people.models import Person, User
from people.signin import second_factor, sign_ins
from people.text.emails import written


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

    def get_totp_label(self, user: AbstractBaseUser) -> str:
        return str(cast(User, user).email)

    def generate_authenticator_name(self, user: AbstractBaseUser, type: Authenticator.Type) -> str:
        return "My passkey"


def _box() -> MultiFernet:
    """Keyed by SECRET_KEY, and by its fallbacks while the key is being changed."""
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    digests = [hashlib.sha256(b"people.signin.factors " + key.encode()).digest() for key in keys]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(digest)) for digest in digests])


@transaction.atomic
def added(request: HttpRequest, kind: str) -> None:
    """A second step was added in this session: it counts as taken, is recorded, and the person is told."""
    user = cast(User, request.user)
    second_factor.mark_passed(request.session, user)
    record("second_step_added", actor=user, subject=user, summary=kind)
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
    sign_ins.end_all(user)


def kind_of(authenticator: Authenticator) -> str:
    return "An authenticator app" if authenticator.type == Authenticator.Type.TOTP else "A passkey"


def codes_left(user: Person) -> int:
    """How many recovery codes are unused."""
    kept = Authenticator.objects.filter(user_id=user.pk, type=Authenticator.Type.RECOVERY_CODES).first()
    return len(kept.wrap().get_unused_codes()) if kept else 0


def tell(user: User, what: str) -> None:
    """An e-mail that something about signing in changed, sent once it has. It may fail; the change stands."""
    text = written("account/email/changed.txt", {"what": what, "operator": settings.OPERATOR})
    subject = f"{settings.SITE_NAME}: how you sign in has changed"
    transaction.on_commit(
        lambda: send_mail(subject, text, settings.DEFAULT_FROM_EMAIL, [str(user.email)], fail_silently=True)
    )
