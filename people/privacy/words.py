"""Values as words, for the page and the file."""

from datetime import date
from typing import Any

from django.db import models

from people.privacy.registry import Row
from people.text.dates import when
from people.text.sentences import yes

#: Columns that open something or only help the machine: not for a file on somebody's phone.
SECRET = ("digest", "hash", "key", "secret", "seed", "password", "token", "previous", "salt", "data", "form")


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
