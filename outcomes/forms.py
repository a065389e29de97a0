"""Forms of these rooms, one file a room. They read; acts decide."""

from typing import Any, cast

from django import forms
from django.db.models import QuerySet


def offer(form: forms.Form, name: str, choices: QuerySet[Any]) -> None:
    """Let the field `name` choose among `choices`: what belongs to this consultation and no other."""
    cast("forms.ModelChoiceField[Any]", form.fields[name]).queryset = choices
