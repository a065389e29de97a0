"""A published report as JSON, and the schema that says what is in it."""

import json
from typing import Any

from django.conf import settings

from outcomes.report.exports.sheet import Sheet
from outcomes.report.report import Report
from people.text.dates import day

FORMAT = "report-of-findings/1"
#: Texts of the report → what they are.
TEXTS = {
    "title": "Title of the consultation",
    "question": "The question that was put",
    "place": "The place that it is about",
    "must_answer": "The police force that must answer; of several the one that leads, and what the others said",
    "commissioned_by": "Who commissioned it",
    "people": "How many people took part, those by choice apart",
    "headline": "One sentence",
    "in_brief": "The overall reading",
    "limitations": "Its limitations",
    "conclusion": "The conclusion",
    "version": "Number of this dated version",
    "first_published": "Day of first publication",
    "fingerprint": "SHA-256 of this version, as the public record has it",
    "licence": "What may be done with it",
    "address": "Where the newest version is",
}
LISTS = {
    "summary": "Points of the summary",
    "conditions": "Conditions, in the order of the report",
    "method": "How it was done, from the records",
    "warnings": "Warnings with which it was published",
}


def about(report: Report, address: str) -> dict[str, str]:
    """The texts of the report: what stands at the head of every export."""
    c, written = report.consultation, report.written
    values = [
        c.title,
        c.purpose_question,
        report.method.where,
        "; ".join(report.method.must_answer),
        c.commissioning_body,
        report.method.base,
        written.headline,
        written.in_brief,
        report.method.limitations,
        written.conclusion,
        str(written.version),
        day(written.published_at),
        written.fingerprint,
        report.licence,
        address,
    ]
    return dict(zip(TEXTS, values, strict=True))


def as_json(report: Report, sheets: list[Sheet], address: str) -> bytes:
    lists = {
        "summary": [text for text, _ in report.summary],
        "conditions": [text for text, _ in report.conditions.rows],
        "method": report.method.statement,
        "warnings": report.warnings,
    }
    found: dict[str, Any] = {"format": FORMAT, **about(report, address), **lists}
    found["tables"] = {sheet.name: sheet.as_objects for sheet in sheets}
    return _written(found)


def schema(sheets: list[Sheet]) -> bytes:
    """JSON Schema, draft 2020-12, of what `as_json` writes."""
    texts = {name: {"type": "string", "description": means} for name, means in TEXTS.items()}
    lists = {
        name: {"type": "array", "items": {"type": "string"}, "description": means} for name, means in LISTS.items()
    }
    tables = {sheet.name: _table(sheet) for sheet in sheets}
    properties = {"format": {"const": FORMAT}, **texts, **lists, "tables": _object(tables)}
    head = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"{settings.SITE_URL}/{FORMAT}",
        "title": "A report of findings",
    }
    return _written({**head, **_object(properties)})


def _table(sheet: Sheet) -> dict[str, Any]:
    kinds = {"text": "string", "number": ["integer", "null"]}
    columns = {c.name: {"type": kinds[c.kind], "description": c.means} for c in sheet.columns}
    return {"type": "array", "description": sheet.title, "items": _object(columns)}


def _object(properties: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": list(properties), "additionalProperties": False}


def _written(found: dict[str, Any]) -> bytes:
    return json.dumps(found, ensure_ascii=False, indent=1).encode()
