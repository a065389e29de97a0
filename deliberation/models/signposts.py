"""Where help is, near a consultation."""

import re

from django.db import models

from consultations.models import Consultation

_LINE = re.compile(r"^(?P<name>.{2,120}?)[:,]\s*(?P<where>https://\S{4,200}|\+?[\d ]{3,20})$")


class LocalHelp(models.Model):
    """Where help is, near the consultation: one line each, “Name: number” or “Name: https://…”."""

    MAX_LENGTH = 1500

    consultation = models.OneToOneField(Consultation, models.CASCADE, related_name="local_help")
    lines = models.TextField(max_length=MAX_LENGTH, blank=True)

    def __str__(self) -> str:
        return f"help near {self.consultation_id}"

    def routes(self) -> list[tuple[str, str, str]]:
        """(name, what to write, address to open) of each line."""
        return [route for line in self.lines.splitlines() if (route := read_line(line)) is not None]


def read_line(line: str) -> tuple[str, str, str] | None:
    """One line as (name, what to write, address to open); None when it leads nowhere."""
    found = _LINE.match(line.strip())
    if found is None:
        return None
    where = found["where"].strip()
    address = where if where.startswith("https://") else f"tel:{where.replace(' ', '')}"
    return found["name"].strip(), where, address
