"""Codes of a session that were renewed: who belongs to it may go on using them, nobody else comes in with one."""

from django.db import models

from deliberation.models.sessions import Session


class RetiredCode(models.Model):
    session = models.ForeignKey(Session, models.CASCADE, related_name="retired_codes")
    code = models.CharField(max_length=12, unique=True)

    def __str__(self) -> str:
        return self.code
