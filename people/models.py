"""WHO: one account a person. What they may do hangs on their memberships (consultations.models)."""

from typing import Any

from django.contrib.auth.models import AbstractUser, BaseUserManager
from django.db import models


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)  # None: unusable. Residents sign in with a code sent to their e-mail.
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        return self.create_user(email, password, is_superuser=True, is_staff=True, **fields)


class User(AbstractUser):
    """A person who can sign in. `name` is filled for staff only; residents are known by pseudonyms."""

    username = None  # type: ignore[assignment]
    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]
    email = models.EmailField(unique=True)
    name = models.CharField("public name", max_length=80, blank=True)
    job_title = models.CharField("role or rank", max_length=120, blank=True)
    can_start_consultations = models.BooleanField(default=False)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: list[str] = []  # type: ignore[misc]
    objects = UserManager()  # type: ignore[misc,assignment]

    def __str__(self) -> str:
        return self.display_name

    @property
    def display_name(self) -> str:
        """What the person themself sees in the header. Never shown to others for residents."""
        return self.name or self.email

    @property
    def audit_name(self) -> str:
        """The name in the record: staff by name, anyone else by account number."""
        return self.name or f"account {self.pk}"

    @property
    def audit_role(self) -> str:
        return "administrator" if self.is_superuser else ""
