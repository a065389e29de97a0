"""WHAT HAPPENED: an append-only, hash-chained record."""

import hashlib
import json
from datetime import UTC, datetime
from typing import Any, NamedTuple

from django.db import models

#: What the first entry follows.
START = "0" * 64


class EntryQuerySet(models.QuerySet["Entry"]):
    def about(self, consultation: str) -> "EntryQuerySet":
        return self.filter(consultation=consultation)

    def update(self, **kwargs: object) -> int:
        raise RuntimeError("The record is append-only.")

    def delete(self) -> tuple[int, dict[str, int]]:
        raise RuntimeError("The record is append-only.")

    def bulk_update(self, objs: object, fields: object, batch_size: int | None = None) -> int:
        raise RuntimeError("The record is append-only.")


class Content(NamedTuple):
    """What an entry's hash covers, in this order. Every column but the primary key and the hash itself."""

    number: int
    at: datetime
    actor: str
    role: str
    action: str
    subject: str
    consultation: str
    summary: str
    detail: dict[str, object]
    salt: str
    previous: str

    def hash(self) -> str:
        """SHA-256 over the content as canonical JSON: a list, so that no two contents are written alike."""
        written = [self.number, self.at.astimezone(UTC).isoformat(timespec="microseconds"), *self[2:]]
        text = json.dumps(written, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


class Entry(models.Model):
    """One act: who (by role and public name), what, on what, when, and the hash of the entry before.

    `salt` is never shown. Without it anybody could find out who is behind a public hash, by trying every
    pseudonym and microsecond. Triggers in the database refuse UPDATE and DELETE (migration 0002).
    """

    number = models.PositiveBigIntegerField(unique=True)
    at = models.DateTimeField()
    actor = models.CharField(max_length=120)
    role = models.CharField(max_length=40, blank=True)
    action = models.CharField(max_length=60)
    subject = models.CharField(max_length=120)
    consultation = models.CharField(max_length=80, blank=True, db_index=True)
    summary = models.CharField(max_length=500, blank=True)
    detail = models.JSONField(default=dict, blank=True)
    salt = models.CharField(max_length=32)
    previous = models.CharField(max_length=64)
    hash = models.CharField(max_length=64, unique=True)

    objects = EntryQuerySet.as_manager()

    class Meta:
        ordering = ["number"]
        verbose_name_plural = "entries"

    def __str__(self) -> str:
        return f"{self.number} {self.action}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise RuntimeError("The record is append-only.")
        super().save(*args, **kwargs)

    def delete(self, *args: object, **kwargs: object) -> tuple[int, dict[str, int]]:
        raise RuntimeError("The record is append-only.")

    def compute_hash(self) -> str:
        return Content(*(getattr(self, name) for name in Content._fields)).hash()


class Head(models.Model):
    """The end of the chain. One row, locked while an entry is appended, so that two acts cannot fork it."""

    number = models.PositiveBigIntegerField(default=0)
    hash = models.CharField(max_length=64, default=START)

    def __str__(self) -> str:
        return f"head {self.number}"

    @classmethod
    def now(cls) -> "Head":
        """The head as it stands; number 0 while nothing was recorded."""
        return cls.objects.filter(pk=1).first() or cls()


class DailyHead(models.Model):
    """Where the chain stood at the end of a day: what the public reads of it, and whether it was mailed."""

    day = models.DateField(unique=True)
    hash = models.CharField(max_length=64)
    mailed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-day"]

    def __str__(self) -> str:
        return f"end of {self.day}"
