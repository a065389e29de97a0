"""One authenticator app, or one passkey, behind two accounts: then both are one person's, as far as can be known."""

from collections.abc import Iterable

from allauth.mfa.models import Authenticator
from django.db import transaction

from audit.record import record
from people.models import Person, User
from people.signin.factors import Adapter

OF_ANOTHER = (
    "This belongs to another account already. Every account has a second step of its own: "
    "two accounts with the same one are one person’s."
)


def share_one(user: User, others: Iterable[User]) -> bool:
    """True when a second step of this account is also one of another's."""
    mine = _marks(Authenticator.objects.filter(user=user))
    return bool(mine) and bool(mine & _marks(Authenticator.objects.filter(user__in=list(others)).exclude(user=user)))


def app_is_taken(secret: str, by: Person) -> bool:
    """Whether another account's app has this secret. Recorded when it has."""
    return _taken(f"app {secret}", Authenticator.Type.TOTP, by)


def passkey_is_taken(credential: object, by: Person) -> bool:
    """Whether another account has this passkey. Recorded when it has."""
    return _taken(f"key {_id(credential)}", Authenticator.Type.WEBAUTHN, by)


def _taken(mark: str, kind: str, by: Person) -> bool:
    if mark not in _marks(Authenticator.objects.filter(type=kind).exclude(user_id=by.pk)):
        return False
    assert by.pk is not None
    with transaction.atomic():
        user = User.objects.get(pk=by.pk)
        record("same_second_step_refused", actor=user, subject=user)
    return True


def _marks(found: Iterable[Authenticator]) -> set[str]:
    """What two of a kind have in common when they are the same one. Recovery codes are no second step of their own."""
    marks = set()
    for one in found:
        if one.type == Authenticator.Type.TOTP:
            marks.add(f"app {Adapter().decrypt(one.data['secret'])}")
        elif one.type == Authenticator.Type.WEBAUTHN:
            marks.add(f"key {_id(one.data.get('credential'))}")
    return marks


def _id(credential: object) -> str:
    return str(credential.get("id", "")) if isinstance(credential, dict) else ""
