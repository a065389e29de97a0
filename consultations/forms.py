"""Forms take and check what is typed. The acts write; nothing here saves."""

from typing import Any

from django import forms
from django.db import models
from django.forms.models import fields_for_model


def form_from(model: type[models.Model], names: list[str], **options: Any) -> type[forms.Form]:
    """A plain form with the model's own fields, in order: same limits, same choices.

    `options` are those of Django's fields_for_model: labels, help_texts, widgets.
    """
    fields = fields_for_model(model, fields=names, **options)
    return type(f"{model.__name__}Fields", (forms.Form,), dict(fields))


class Day(forms.DateInput):
    """The browser's own date picker; a plain box where there is none."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class Moment(forms.DateTimeInput):
    """A day and a time of day, in the local time of the consultation."""

    input_type = "datetime-local"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%dT%H:%M")


def lines(rows: int) -> forms.Textarea:
    """A box for a text of about so many lines."""
    return forms.Textarea(attrs={"rows": rows})
