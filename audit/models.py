"""WHAT HAPPENED: an append-only, hash-chained record."""

import hashlib
import json

from django.db import models


class EntryQuerySet(models.QuerySet["Entry"]):
    def about(self, consultation: str) -> "EntryQuerySet":
        return self.filter(consultation=consultation)

    def update(self, **kwargs: object) -> int:
        raise RuntimeError("The record is append-only.")

    def delete(self) -> tuple[int, dict[str, int]]:
        raise RuntimeError("The record is append-only.")


class Entry(models.Model):
    """One act: who (by role and public name), what, on what, when, and the hash of the entry before."""

    number = models.PositiveBigIntegerField(unique=True)
    at = models.DateTimeField()
    actor = models.CharField(max_length=120)
    role = models.CharField(max_length=40, blank=True)
    action = models.CharField(max_length=60)
    subject = models.CharField(max_length=120)
    consultation = models.CharField(max_length=80, blank=True, db_index=True)
    summary = models.CharField(max_length=500, blank=True)
    detail = models.JSONField(default=dict, blank=True)
    previous = models.CharField(max_length=64)
    hash = models.CharField(max_length=64, unique=True)

    objects = EntryQuerySet.as_manager()

    class Meta:
        ordering = ["number"]
        verbose_name_plural = "entries"

    def __str__(self) -> str:
        return f"{self.number} {self.action}"

    def delete(self, *args: object, **kwargs: object) -> tuple[int, dict[str, int]]:
        raise RuntimeError("The record is append-only.")

    def compute_hash(self) -> str:
        """SHA-256 over the entry's content and the hash before it, as canonical JSON."""
        content = [
            self.number,
            self.at.isoformat(timespec="microseconds"),
            self.actor,
            self.role,
            self.action,
            self.subject,
            self.consultation,
            self.summary,
            self.detail,
            self.previous,
        ]
        text = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()


class Head(models.Model):
    """The end of the chain. One row, locked while an entry is appended, so that two acts cannot fork it."""

    number = models.PositiveBigIntegerField(default=0)
    hash = models.CharField(max_length=64, default="0" * 64)

    def __str__(self) -> str:
        return f"head {self.number}"
