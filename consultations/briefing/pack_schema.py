"""The JSON Schema of a pack, made from the forms that a pack passes as it comes in: it cannot say something else."""

from typing import Any

from django import forms

from consultations.briefing import briefing
from consultations.briefing.forms import EVIDENCE_FORMS, DataCardForm
from consultations.briefing.packing import DATES, FORMAT, VERSION
from consultations.models import SectionKind

DIALECT = "https://json-schema.org/draft/2020-12/schema"
LAST_NUMBER = 999
DAY = {"type": "string", "format": "date"}
Schema = dict[str, Any]


def schema(address: str) -> Schema:
    """`address`: where it is published."""
    text = {"type": "string", "maxLength": briefing.MAX_BODY}
    rows = {what: _rows(what, form) for what, (form, *_) in EVIDENCE_FORMS.items()}
    of_sections = {str(kind): text for kind in SectionKind}
    properties = {
        "$schema": {"type": "string"},
        "format": {"const": FORMAT},
        "version": {"const": VERSION},
        **dict.fromkeys(DATES, DAY),
        "sections": {"type": "object", "properties": of_sections, "additionalProperties": False},
        "data_card": _row(DataCardForm),
        **rows,
        "no_harm_known": {"type": "string", "maxLength": 500},
        "to_be_confirmed": {"type": "array", "items": {"type": "string"}},
    }
    found = {"$schema": DIALECT, "$id": address, "title": "A briefing as one file", "type": "object"}
    return found | {"properties": properties, "required": ["format", "version"], "additionalProperties": False}


def _rows(what: str, form: type[forms.Form]) -> Schema:
    most = briefing.most_rows(what)
    row = _row(form)
    if what == "sources":
        row["properties"]["number"] = {"type": "integer", "minimum": 1, "maximum": LAST_NUMBER}
    return {"type": "array", "maxItems": most, "items": row}


def _row(form: type[forms.Form]) -> Schema:
    fields = form.base_fields
    found: Schema = {"type": "object", "properties": {name: _field(field) for name, field in fields.items()}}
    required = [name for name, field in fields.items() if field.required]
    return found | {"required": required, "additionalProperties": False}


def _field(field: forms.Field) -> Schema:
    about = {"title": str(field.label)} if field.label else {}
    if isinstance(field, forms.BooleanField):
        return about | {"type": "boolean"}
    if isinstance(field, forms.IntegerField):
        return about | {"type": "integer"}
    if isinstance(field, forms.DateField):
        return about | DAY
    if isinstance(field, forms.ChoiceField):
        choices: Any = field.choices
        return about | {"enum": [value for value, _ in choices if value != ""]}
    most = getattr(field, "max_length", None)
    return about | {"type": "string"} | ({"maxLength": most} if most else {})
