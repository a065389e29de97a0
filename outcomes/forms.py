"""Forms of these rooms, one file a room. They read; acts decide."""

from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.forms.renderers import BaseRenderer
from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString

from people.text.sanitising import number


def offer(form: forms.Form, name: str, choices: QuerySet[Any]) -> None:
    """Let the field `name` choose among `choices`: what belongs to this consultation and no other."""
    cast("forms.ModelChoiceField[Any]", form.fields[name]).queryset = choices


def read_once(
    form: forms.Form, name: str, label: Callable[[Any], str] = str, found: Iterable[Any] | None = None
) -> list[Any]:
    """The choices of a field as rows, read once for the page, however often it asks."""
    field = cast("forms.ModelChoiceField[Any]", form.fields[name])
    rows = list((field.queryset if found is None else found) or [])
    listed = [(row.pk, label(row)) for row in rows]
    empty = [] if field.empty_label is None else [("", str(field.empty_label))]
    field.choices = [*empty, *listed]
    if isinstance(field, OfRows):
        field.rows = {row.pk: row for row in rows}
    return rows


class OfRows(forms.ModelChoiceField):  # type: ignore[type-arg]
    """One of the rows that `read_once` read: what is chosen is looked for among them, and not asked for again."""

    rows: Mapping[int, Any] = MappingProxyType({})

    def to_python(self, value: Any) -> Any:
        if value in self.empty_values:
            return None
        if (found := self.rows.get(number(value) or 0)) is None:
            raise ValidationError(self.error_messages["invalid_choice"], "invalid_choice", {"value": value})
        return found


class CheckboxSelectMultiple(forms.CheckboxSelectMultiple):
    """Boxes for as many choices as a codebook has: the same bytes, without a template for each.

    It has the name of what it stands for: by that pages know how to lay a field out (`widget_type`).
    """

    def _render(self, template_name: str, context: dict[str, Any], renderer: BaseRenderer | None = None) -> SafeString:
        option = context["widget"]
        if template_name != self.option_template_name or option.get("wrap_label"):
            return super()._render(template_name, context, renderer)  # type: ignore[misc, no-any-return]
        head = format_html('<input type="{}" name="{}" value="{}"', option["type"], option["name"], option["value"])
        return format_html("{}{}>", head, _attributes(option["attrs"]))


class LongList(forms.Select):
    """A list of as many choices as a codebook has: the same."""

    def _render(self, template_name: str, context: dict[str, Any], renderer: BaseRenderer | None = None) -> SafeString:
        widget = context["widget"]
        if template_name != self.template_name or any(name for name, _, _ in widget["optgroups"]):
            return super()._render(template_name, context, renderer)  # type: ignore[misc, no-any-return]
        rows = (
            (row["value"], _attributes(row["attrs"]), row["label"])
            for _, options, _ in widget["optgroups"]
            for row in options
        )
        listed = format_html_join("", '\n  <option value="{}"{}>{}</option>\n', rows)
        return format_html('<select name="{}"{}>{}\n</select>', widget["name"], _attributes(widget["attrs"]), listed)


class ShortNumber(forms.NumberInput):
    """A field for a number, of which a page has as many as there are passages: the same."""

    def _render(self, template_name: str, context: dict[str, Any], renderer: BaseRenderer | None = None) -> SafeString:
        widget = context["widget"]
        value = {"value": widget["value"]} if widget["value"] is not None else {}
        named = _attributes({"type": widget["type"], "name": widget["name"], **value, **widget["attrs"]})
        return format_html("<input{}>", named)


def _attributes(given: Mapping[str, Any]) -> SafeString:
    """Each name and value escaped; in one go, as a page has hundreds of them."""
    named = ((escape(name), value) for name, value in given.items() if value is not False)
    return SafeString("".join(f" {name}" if value is True else f' {name}="{escape(value)}"' for name, value in named))
