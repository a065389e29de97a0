"""A transparency record comes into a draft: what would go where, what has no place, and nothing replaced unasked."""

import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from consultations.access import NotAllowed
from consultations.briefing import atrs, atrs_reading, briefing
from consultations.models import BriefingVersion, DataCard
from consultations.setup import setup
from people import numbers
from people.errors import Refused
from tests.cast import force
from tests.consultations.draft import Draft
from tests.made_once import made_once

RECORD = {
    "1.1 Name": "Night cameras",
    "Tier 2": {
        "2.2 - Detailed description": "It compares faces.",
        "Appeals and review": "Write to the force.",
        "External supplier": "Firm A\nFirm B",
        "External supplier role": "Firm A: Makes it\nFirm B: Repairs it",
        "Model performance": "99 % of faces",
        "Maintenance": "Every month",
        "Data sharing agreements": "Not known",
    },
}


@made_once
def blank(draft: Draft) -> BriefingVersion:
    version = setup.start(title="Blank", by=draft.moss, force=force()).briefing
    assert version is not None
    return version


def take(draft: Draft, version: BriefingVersion, record: object, places: list[str] | None = None) -> int:
    read = atrs_reading.read(json.dumps(record))
    chosen = [one.place for one in atrs_reading.plan(version, read).proposals if one.is_free]
    chosen = chosen if places is None else places
    return atrs_reading.take(version, read, chosen, by=draft.moss, seen=version.compute_hash())


def written(version: BriefingVersion) -> dict[str, str]:
    return dict(version.sections.values_list("kind", "body"))


def test_fields_go_to_their_places_and_the_rest_is_shown(draft: Draft, blank: BriefingVersion) -> None:
    plan = atrs_reading.plan(blank, atrs_reading.read(json.dumps(RECORD)))
    assert {name for name, _, _ in plan.left} == {"name", "external_supplier_role", "model_performance", "maintenance"}
    assert take(draft, blank, RECORD) == 4
    assert written(blank) == {"steps": "It compares faces.", "answerable": "Write to the force."}
    assert list(blank.suppliers.values_list("name", "role")) == [("Firm A", "Makes it"), ("Firm B", "Repairs it")]


def test_what_goes_out_comes_in(draft: Draft, blank: BriefingVersion) -> None:
    out = atrs.records(draft.version, "https://example.org/briefing/")
    take(draft, blank, out)
    was, now = written(draft.version), written(blank)
    for kind in ("summary", "steps", "uses", "alternatives", "necessity", "limits", "answerable"):
        assert now[kind] == was[kind], kind
    card = DataCard.objects.get(version=blank)
    assert (
        card.about_whom == draft.version.data_card.about_whom
        and card.shared_with == draft.version.data_card.shared_with
    )


def test_nothing_is_replaced_unasked(draft: Draft, client_for: Any) -> None:
    """The page ticks only what is free; what stands is shown beside what would come."""
    page, client = reverse("import_record", args=[draft.consultation.slug]), client_for(draft.moss)
    before = written(draft.version)
    shown = client.post(page, {"record": json.dumps(RECORD)}).content.decode()
    assert "replace what stands there" in shown and "no part of a pack for residents" in shown
    assert 'value="section:steps" checked' not in " ".join(shown.split())
    assert written(draft.version) == before, "showing writes nothing"
    ticked = {"record": json.dumps(RECORD), "take_in": "1", "seen": draft.version.compute_hash()}
    client.post(page, {**ticked, "take": ["supplier:Firm A"]})
    assert written(draft.version) == before
    client.post(page, {**ticked, "take": ["section:steps"], "seen": draft.version.compute_hash()})
    assert written(draft.version)["steps"] == "It compares faces."


def test_another_draft_than_the_one_shown_is_not_replaced(draft: Draft) -> None:
    read, seen = atrs_reading.read(json.dumps(RECORD)), draft.version.compute_hash()
    briefing.write_section(draft.version, "steps", "A colleague wrote this meanwhile.", by=draft.finch)
    with pytest.raises(Refused, match="changed after you opened"):
        atrs_reading.take(draft.version, read, ["section:steps"], by=draft.moss, seen=seen)
    assert written(draft.version)["steps"] == "A colleague wrote this meanwhile."


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{", "no JSON file"), ("[1, 2]", "no transparency record"), ('"text"', "no transparency record"),
        ("[" * 100_000, "no JSON file"), ('{"colour": "red"}', "None of its fields"), ("{}", "None of its fields"),
        ('{"records": [{"name": "A", "scope": "x"}, {"name": "B", "scope": "y"}]}', "has 2 records (A; B)"),
        (json.dumps({f"f{'x' * n}": "1" for n in range(400)}), "more than 300 fields"),
        (json.dumps({"scope": {"a": {"b": {"c": {"d": {"e": {"f": {"g": "deep"}}}}}}}}), "None of its fields"),
    ],
)  # fmt: skip
def test_a_bad_file_is_refused_in_words(draft: Draft, text: str, said: str, client_for: Any) -> None:
    before = draft.version.compute_hash()
    with pytest.raises(Refused, match=said.replace("(", r"\(").replace(")", r"\)")):
        atrs_reading.read(text)
    assert draft.version.compute_hash() == before


def test_too_long_is_left_and_said(blank: BriefingVersion) -> None:
    record = {"data_collection": "x" * 1001, "scope": "y" * 10_001, "external_supplier": "z" * 400}
    plan = atrs_reading.plan(blank, atrs_reading.read(json.dumps(record)))
    assert not plan.proposals and len(plan.left) == 3


def test_a_bad_file_leaves_what_was_typed_on_the_page(draft: Draft, client_for: Any) -> None:
    page = reverse("import_record", args=[draft.consultation.slug])
    answer = client_for(draft.moss).post(page, {"record": "{ not json"})
    assert answer.status_code == 422 and "{ not json" in answer.content.decode()
    assert "no JSON file (line 1)" in answer.content.decode()


def test_a_record_comes_as_a_file_and_stays_in_the_form(draft: Draft, client_for: Any) -> None:
    """First it is shown; the button that takes it in sends its text back, which the form then has to hold."""
    page, client = reverse("import_record", args=[draft.consultation.slug]), client_for(draft.moss)
    shown = client.post(page, {"file": SimpleUploadedFile("record.json", json.dumps(RECORD).encode()), "record": ""})
    assert shown.status_code == 200 and "It compares faces." in shown.content.decode()
    ticked = {"record": shown.context["typed"], "take_in": "1", "seen": draft.version.compute_hash()}
    assert client.post(page, {**ticked, "take": ["section:steps"]}).status_code == 302
    assert written(draft.version)["steps"] == "It compares faces."
    long = client.post(page, {"file": SimpleUploadedFile("record.json", b" " * (atrs_reading.MAX_RECORD + 1))})
    assert long.status_code == 422 and "at most 200,000 characters" in long.content.decode()
    assert atrs_reading.MAX_RECORD * 4 < numbers.MOST_CHARACTERS


def test_no_other_role_and_no_public_text(draft: Draft, client_for: Any) -> None:
    page, read = reverse("import_record", args=[draft.consultation.slug]), atrs_reading.read(json.dumps(RECORD))
    for who in (draft.hale, draft.okoro, draft.reyes, draft.outsider):
        assert client_for(who).get(page).status_code == 404
        with pytest.raises(NotAllowed):
            atrs_reading.take(draft.version, read, ["section:steps"], by=who, seen=draft.version.compute_hash())
    draft.announce()
    with pytest.raises(Refused, match="public as the panel signed it"):
        atrs_reading.take(draft.version, read, ["section:steps"], by=draft.moss, seen=draft.version.compute_hash())
