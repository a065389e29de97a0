"""The published schema of a pack says what the forms say: what goes out fits it, and what it refuses is refused."""

import json
import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from consultations.briefing import packing
from consultations.briefing.pack_schema import schema
from consultations.models import DataCard
from consultations.setup import setup
from people.errors import Refused
from tests.cast import force
from tests.consultations.draft import Draft

TYPES = {"string": str, "boolean": bool, "integer": int, "array": list, "object": dict}
DAY = re.compile(r"\d{4}-\d\d-\d\d")


def faults(value: Any, of: dict[str, Any], where: str = "pack") -> list[str]:
    """As much of JSON Schema as the schema of a pack uses."""
    assert of.keys() <= {
        "$schema", "$id", "title", "type", "properties", "required", "additionalProperties", "items", "maxItems",
        "maxLength", "minimum", "maximum", "format", "const", "enum",
    }  # fmt: skip
    if "const" in of or "enum" in of:
        return [] if value in of.get("enum", [of.get("const")]) else [f"{where} is {value}"]
    kind = TYPES[of["type"]]
    if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
        return [f"{where} is no {of['type']}"]
    found = []
    if isinstance(value, str):
        found += [f"{where} is too long"] if len(value) > of.get("maxLength", len(value)) else []
        found += [f"{where} is no day"] if of.get("format") == "date" and not DAY.fullmatch(value) else []
    if kind is int and not of.get("minimum", value) <= value <= of.get("maximum", value):
        found.append(f"{where} is out of bounds")
    if isinstance(value, list):
        found += [f"{where} has too many"] if len(value) > of.get("maxItems", len(value)) else []
        found += [one for n, row in enumerate(value) for one in faults(row, of["items"], f"{where}[{n}]")]
    if isinstance(value, dict):
        known = of.get("properties", {})
        found += [f"{where} lacks {name}" for name in of.get("required", []) if name not in value]
        found += [f"{where} has {name}" for name in value if name not in known and not of["additionalProperties"]]
        found += [one for name in known if name in value for one in faults(value[name], known[name], f"{where}.{name}")]
    return found


@pytest.mark.parametrize("starter", ["lfr", "drones", "ai", "anpr", "cctv", "citizen_evidence", "policing_technology"])
def test_what_goes_out_of_every_starter_fits_it(draft: Draft, starter: str) -> None:
    made = setup.start(title="Other", starter=starter, by=draft.moss, force=force())
    pack = json.loads(packing.as_text(packing.exported(made.briefing)))
    assert faults(pack, schema("x")) == []


def test_it_is_public_and_each_file_names_it_and_comes_in_again(draft: Draft, client_for) -> None:
    address = reverse("pack_schema")
    answer = Client().get(address)
    published = answer.json()
    assert answer.status_code == 200 and "public" in answer["Cache-Control"]
    assert set(DataCard.FIELDS) < set(published["properties"]["data_card"]["properties"])
    pack = client_for(draft.moss).get(reverse("pack_json", args=[draft.consultation.slug])).json()
    assert pack["$schema"] == published["$id"] and pack["$schema"].endswith(address)
    assert faults(pack, published) == []
    seen = draft.version.compute_hash()
    assert packing.imported(draft.version, json.dumps(pack), by=draft.moss, seen=seen)
    assert (
        address in client_for(draft.moss).get(reverse("import_pack", args=[draft.consultation.slug])).content.decode()
    )


@pytest.mark.parametrize(
    ("part", "wrong"),
    [
        ("data_card", {"no_such_row": "x"}),
        ("retention", [{"data_class": "Faces"}]),
        ("sources", [{"title": "x", "standpoint": "nobody"}]),
        ("sources", [{"title": "x", "standpoint": "official", "number": 0}]),
        ("suppliers", [{"name": "x" * 161}]),
        ("sections", {"nothing": "x"}),
        ("law_as_at", "in June"),
        ("nothing", []),
    ],
)
def test_what_it_refuses_is_refused_as_it_comes_in(draft: Draft, part: str, wrong: object) -> None:
    pack = packing.exported(draft.version) | {part: wrong}
    assert faults(json.loads(packing.as_text(pack)), schema("x"))
    with pytest.raises(Refused):
        packing.imported(draft.version, packing.as_text(pack), by=draft.moss, seen=draft.version.compute_hash())
