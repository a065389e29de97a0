"""Values as words, for the page and the file."""

from datetime import date, datetime
from typing import Any

from django.db import models
from django.utils.timezone import localtime

from people.privacy.registry import Row

#: Columns that open something or only help the machine: not for a file on somebody's phone.
SECRET = ("digest", "hash", "key", "secret", "seed", "password", "token", "previous", "salt", "data", "form")


def when(moment: datetime | date | None) -> str:
    """ "3 June 2026, 14:02", where the consultations happen; empty for None."""
    if isinstance(moment, datetime):
        local = localtime(moment)
        return f"{local.day} {local:%B %Y, %H:%M}"
    return f"{moment.day} {moment:%B %Y}" if moment else ""


def yes(value: bool) -> str:
    return "Yes" if value else "No"


def plain_row(row: models.Model) -> Row:
    """Any row in words: its own columns, without keys and secrets."""
    shown: Row = {"What": str(row._meta.verbose_name).capitalize()}
    for field in row._meta.concrete_fields:
        if field.primary_key or field.is_relation or any(mark in field.name for mark in SECRET):
            continue
        shown[str(field.verbose_name).capitalize()] = _value(row, field)
    return shown


def _value(row: models.Model, field: Any) -> str:
    value = getattr(row, field.attname)
    if field.choices:
        return str(getattr(row, f"get_{field.name}_display")())
    if isinstance(value, bool):
        return yes(value)
    return when(value) if isinstance(value, date) else "" if value is None else str(value)
