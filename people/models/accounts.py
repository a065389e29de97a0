"""WHO: one account a person. What they may do hangs on their memberships (consultations.models)."""

import secrets
from typing import Any

from django.contrib.auth.models import AbstractUser, AnonymousUser, BaseUserManager
from django.db import models
from django.db.models import Q

from audit import clock
from people.models import mailboxes


class MailboxKey(models.CharField[str, str]):
    """Always that of the address beside it: written wherever a row is. To the database it is plain text."""

    def deconstruct(self) -> tuple[str, str, Any, Any]:
        name, _, args, kwargs = super().deconstruct()
        return name, "django.db.models.CharField", args, kwargs

    def pre_save(self, model_instance: models.Model, add: bool) -> str:
        found = mailboxes.key(getattr(model_instance, "email", None))
        setattr(model_instance, self.attname, found)
        return found


class UserQuerySet(models.QuerySet["User"]):
    def update(self, **fields: Any) -> int:
        if "email" in fields:
            fields["mailbox_key"] = mailboxes.key(fields["email"])
        return super().update(**fields)


class UserManager(BaseUserManager["User"]):
    def get_queryset(self) -> UserQuerySet:
        return UserQuerySet(self.model, using=self._db)

    def create_user(self, email: str, password: str | None = None, **fields: object) -> "User":
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)  # None: unusable. Residents sign in with a code sent to their e-mail.
        user.save(using=self._db)
        return user

    def create_guest(self) -> "User":
        """Somebody without an account: no address, no password, only the keys of people.guests.guests."""
        user = self.model(email=None)
        user.set_unusable_password()
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: object) -> "User":
        return self.create_user(email, password, is_superuser=True, is_staff=True, **fields)


class User(AbstractUser):
    """A person who can sign in. `name` is filled for staff only; residents are known by pseudonyms.

    `email` is empty for guests, who joined by a code and hold a key in their browser instead (people.guests.guests).
    """

    username = None  # type: ignore[assignment]
    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]
    email = models.EmailField(unique=True, null=True, blank=True)  # type: ignore[assignment]
    mailbox_key = MailboxKey(max_length=254, default="", blank=True, editable=False, db_index=True)
    name = models.CharField("public name", max_length=80, blank=True)
    job_title = models.CharField("role or rank", max_length=120, blank=True)
    can_start_consultations = models.BooleanField(default=False)

    # What one request knows of it, where it looked (consultations.access).
    standing: tuple[object, models.Model]
    was_police: tuple[object, bool]

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: list[str] = []  # type: ignore[misc]
    objects = UserManager()  # type: ignore[misc,assignment]

    class Meta(AbstractUser.Meta):
        constraints = [
            models.CheckConstraint(name="no_empty_address", condition=Q(email__isnull=True) | ~Q(email="")),
            models.CheckConstraint(
                name="one_power_an_account", condition=~Q(is_superuser=True, can_start_consultations=True)
            ),
            models.CheckConstraint(
                name="guests_are_never_staff",
                condition=Q(email__isnull=False)
                | Q(name="", is_staff=False, is_superuser=False, can_start_consultations=False),
            ),
        ]

    def __str__(self) -> str:
        return self.display_name

    def save(self, *args: Any, **kwargs: Any) -> None:
        if "email" in (kwargs.get("update_fields") or ()):
            kwargs["update_fields"] = {*kwargs["update_fields"], "mailbox_key"}
        super().save(*args, **kwargs)

    @property
    def display_name(self) -> str:
        """What the person themself sees in the header. Never shown to others for residents."""
        return self.name or self.email or "Guest"

    @property
    def is_guest(self) -> bool:
        """Without an account: good for one consultation, and for nothing that needs an address."""
        return self.email is None

    @property
    def audit_name(self) -> str:
        """The name in the record: staff by name, anyone else by account number (never in the public extract)."""
        return self.name or f"account {self.pk}"

    @property
    def audit_role(self) -> str:
        return "administrator" if self.is_superuser else ""


#: Who asks for something: somebody signed in, a guest with a key, or a stranger. What they may do is answered in
#: consultations.access. None, where an act takes it, is the clock or a record that is brought in.
Person = User | AnonymousUser


class GuestKey(models.Model):
    """One browser of one guest. Only hashes: whoever reads the database cannot sign in with it."""

    user = models.ForeignKey(User, models.CASCADE, related_name="guest_keys")
    digest = models.CharField(max_length=64, unique=True)
    previous = models.CharField(max_length=64, blank=True, db_index=True)  # good until the new key has been seen once
    form = models.CharField(max_length=64, unique=True, null=True)  # the form that made the guest, so twice is once
    rotated_at = models.DateTimeField(default=clock.now)

    def __str__(self) -> str:
        return f"key {self.pk}"


def new_seed() -> str:
    return secrets.token_hex(16)


class ReturnCode(models.Model):
    """What a guest types on another device. The code is worked out from `seed` and the secret key; it is not here."""

    user = models.OneToOneField(User, models.CASCADE, related_name="return_code")
    seed = models.CharField(max_length=32, default=new_seed)
    digest = models.CharField(max_length=64, unique=True)

    def __str__(self) -> str:
        return f"return code {self.pk}"


class SignIn(models.Model):
    """One browser in which a person is signed in. Holds no network address (domain §7.5)."""

    user = models.ForeignKey(User, models.CASCADE, related_name="sign_ins")
    session_key = models.CharField(max_length=40, db_index=True)
    device = models.CharField(max_length=60)
    began_at = models.DateTimeField()
    used_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.device
