"""Forms take and check what is typed. The acts write; nothing here saves."""

from collections.abc import Callable, Mapping
from datetime import UTC
from typing import Any, TypedDict, TypeVar

from django import forms
from django.db import models
from django.forms.models import fields_for_model

#: What a form was sent with; None for one that is only shown.
Typed = Mapping[str, Any] | None


class Shown(TypedDict, total=False):
    """How a form is shown, whoever sends it: what stands in its boxes, what their names and ids begin with."""

    initial: dict[str, Any]
    prefix: str
    auto_id: str | bool


F = TypeVar("F", bound=forms.Form)
W = TypeVar("W", bound=forms.Field)


def form_from(model: type[models.Model], names: list[str], **options: object) -> type[forms.Form]:
    """A plain form with the model's own fields, in order: same limits, same choices.

    `options` are those of Django's fields_for_model: labels, help_texts, widgets.
    """
    return type(f"{model.__name__}Fields", (forms.Form,), _fields_of(model, names, options))


def with_fields_of(model: type[models.Model], names: list[str], **options: object) -> Callable[[type[F]], type[F]]:
    """As `form_from`, for a form with fields or checks of its own: those of the model stand first."""

    def add(form: type[F]) -> type[F]:
        form.base_fields = form.declared_fields = {**_fields_of(model, names, options), **form.base_fields}
        return form

    return add


def _fields_of(model: type[models.Model], names: list[str], options: dict[str, Any]) -> dict[str, forms.Field]:
    moments = {f.name: LocalMoment for f in model._meta.get_fields() if isinstance(f, models.DateTimeField)}
    return dict(fields_for_model(model, fields=names, field_classes=moments, **options))


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


class LocalMoment(forms.DateTimeField):
    """A day and a time of day where the consultation is, also in the night in which the clocks change."""

    def to_python(self, value: Any) -> Any:
        """In the hour that comes twice, the first of the two. An hour that does not come is refused."""
        try:
            return super().to_python(value)
        except forms.ValidationError as error:
            if error.code != "ambiguous_timezone" or error.params is None:
                raise
            local = error.params["datetime"].replace(tzinfo=error.params["current_timezone"])
            if local.astimezone(UTC).astimezone(local.tzinfo).hour == local.hour:
                return local
            raise forms.ValidationError(
                f"The clocks go forward then, and there is no {local:%H:%M} on that day. Choose a time before or after."
            ) from error


def wanted(field: W) -> W:
    """One that the act refuses in its own words where it lacks: so it is not marked as one that may be left out."""
    field.is_wanted = True  # type: ignore[attr-defined]
    return field


def lines(rows: int) -> forms.Textarea:
    """A box for a text of about so many lines."""
    return forms.Textarea(attrs={"rows": rows})
