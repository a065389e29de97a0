"""A pack goes out and comes in again equal; what is wrong is refused whole, with every fault at its place."""

import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from consultations.access import NotAllowed
from consultations.briefing import briefing, packing, unknowns
from consultations.briefing import sent as sent_files
from consultations.facts import facts
from consultations.models import BriefingVersion, DataCard
from consultations.setup import setup
from people.errors import Refused
from tests.cast import force
from tests.consultations.draft import Draft


def pack_of(draft: Draft) -> dict[str, Any]:
    return json.loads(packing.as_text(packing.exported(draft.version)))


def put(draft: Draft, pack: object) -> int:
    return packing.imported(draft.version, json.dumps(pack), by=draft.moss, seen=draft.version.compute_hash())


@pytest.mark.parametrize("starter", ["lfr", "drones", "ai", "anpr", "cctv", "citizen_evidence", "policing_technology"])
def test_every_starter_goes_round_equal(draft: Draft, starter: str) -> None:
    other = setup.start(title="Other", starter=starter, by=draft.moss, force=force())
    briefing.add_evidence(other.briefing, "suppliers", by=draft.moss, name="Firm", company_number="01234567",
                          contract_end="2027-01-31")  # fmt: skip
    out = packing.as_text(packing.exported(BriefingVersion.objects.get(pk=other.briefing.pk)))
    packing.imported(draft.version, out, by=draft.moss, seen=draft.version.compute_hash())
    again = packing.as_text(packing.exported(BriefingVersion.objects.get(pk=draft.version.pk)))
    assert again == out
    packing.imported(draft.version, again, by=draft.moss, seen=draft.version.compute_hash())  # in again over itself
    assert packing.as_text(packing.exported(BriefingVersion.objects.get(pk=draft.version.pk))) == out


def test_no_source_gets_the_number_of_one_that_somebody_read(draft: Draft) -> None:
    """Else the panel’s “[5] is no source for this” is said of another."""
    draft.send_to_panel()
    pack = pack_of(draft)
    last = max(row["number"] for row in pack["sources"])
    assert put(draft, pack) and pack_of(draft) == pack, "the same sources keep their numbers"
    mine = next(row for row in pack["sources"] if row["number"] == last)
    mine.update(title="Quite another report", url="https://example.org/another")
    pack["sections"]["cost"] = f"It costs £7 a day [{last}]. Others cost less [1]."
    pack["no_harm_known"] = f"None in [{last}]."
    pack["stories"][0]["source"] = f"A table [{last}]"
    put(draft, pack)
    new = draft.version.sources.get(title="Quite another report").number
    assert new == last + 1 and not draft.version.sources.filter(number=last).exists()
    assert draft.version.sections.get(kind="cost").body == f"It costs £7 a day [{new}]. Others cost less [1]."
    assert draft.version.no_harm_known == f"None in [{new}]."
    assert draft.version.stories.filter(source=f"A table [{new}]").exists()
    bare = pack_of(draft)
    bare["sources"] = [{name: value for name, value in row.items() if name != "number"} for row in bare["sources"]]
    first = {"title": "First in the file", "url": "https://example.org/first", "standpoint": "official"}
    bare["sources"] = [first, *bare["sources"]]
    put(draft, bare)
    assert draft.version.sources.get(title="First in the file").number > new, "nor where the file gives none"


def test_what_nobody_read_is_numbered_as_the_file_has_it(draft: Draft) -> None:
    pack = pack_of(draft)
    pack["sources"][0].update(title="Quite another report", url="https://example.org/another")
    put(draft, pack)
    assert draft.version.sources.get(title="Quite another report").number == pack["sources"][0]["number"]


def test_nothing_of_the_force_comes_in_and_signatures_go(signed_draft: Draft) -> None:
    pack = pack_of(signed_draft)
    pack["sections"]["cost"] = "Other words."
    put(signed_draft, pack)
    assert signed_draft.version.counting_signatures() == []
    of_the_pack = signed_draft.version.facts.exclude(place__startswith="document:")  # those are of the register
    assert set(of_the_pack.values_list("state", flat=True)) <= {"to_confirm"}
    assert "confirmed" not in packing.as_text(pack_of(signed_draft)).replace("to_be_confirmed", "")


def test_sources_keep_the_numbers_that_marks_name(draft: Draft) -> None:
    pack = pack_of(draft)
    pack["sources"] = [
        {"title": "Late one", "standpoint": "police", "number": 7},
        {"title": "New", "standpoint": "police"},
    ]
    put(draft, pack)
    assert list(draft.version.sources.order_by("number").values_list("number", "title")) == [
        (1, "New"),
        (7, "Late one"),
    ]


def wrong(name: str, value: object) -> Any:
    def change(pack: dict[str, Any]) -> None:
        pack[name] = value

    return change


FAULTS = [
    (wrong("extra", 1), "“extra” is no part of a pack"),
    (wrong("sections", {"nonsense": "x"}), "no section “nonsense”"),
    (wrong("sections", {"does": 7}), "sections, does"),
    (wrong("sections", {"does": "x" * 10_001}), "sections, does"),
    (wrong("sections", []), "sections must be an object"),
    (wrong("check_by", "soon"), "check_by must be written"),
    (wrong("figures", [{"metric": "Alerts", "value": "7"}]), "figures, row 1"),
    (wrong("figures", [{"metric": "False alerts", "value": "1", "area": "A", "period": "2024", "source": "B"}]),
     "needs two bases"),
    (wrong("retention", [{"data_class": "x" * 200, "applies_to": "all", "kept_for": "1"}]), "retention, row 1"),
    (wrong("retention", [{"data_class": "x", "applies_to": "some", "kept_for": "1"}]), "retention, row 1"),
    (wrong("stories", [{"title": "x", "text": "y", "outcome": "harm", "who": "z"}]), "“who” is no field"),
    (wrong("stories", "many"), "stories must be a list"),
    (wrong("path", [{"place": 1, "kind": "check", "doer": "machine", "title": "x"}]), "done by a person"),
    (wrong("sources", [{"title": "a", "standpoint": "police", "number": 2}] * 2), "same number"),
    (wrong("sources", [{"title": "a", "standpoint": "police", "url": "javascript:alert(1)"}]), "sources, row 1"),
    (wrong("sources", [{"title": {"a": 1}}]), "a text is needed"),
    (wrong("data_card", {"nothing": "x"}), "data_card"),
    (wrong("to_be_confirmed", ["use:1"]), "to_be_confirmed"),
    (wrong("no_harm_known", 7), "no_harm_known"),
]  # fmt: skip


@pytest.mark.parametrize(("change", "said"), FAULTS)
def test_each_fault_is_named_and_nothing_is_taken_in(draft: Draft, change: Any, said: str) -> None:
    before, pack = draft.version.compute_hash(), pack_of(draft)
    change(pack)
    with pytest.raises(Refused) as refused:
        put(draft, pack)
    assert said in " ".join(refused.value.problems)
    assert BriefingVersion.objects.get(pk=draft.version.pk).compute_hash() == before


@pytest.mark.parametrize("text", [
    "", "{", "[]", "null", "7", '{"format": "other"}', '{"format": "answerable-pack", "version": 2}', "[" * 100_000,
    " " * (packing.MAX_PACK + 1),
])  # fmt: skip
def test_what_is_no_pack_is_refused_in_words(draft: Draft, text: str) -> None:
    before = draft.version.compute_hash()
    with pytest.raises(Refused):
        packing.imported(draft.version, text, by=draft.moss, seen=draft.version.compute_hash())
    assert draft.version.compute_hash() == before


def test_only_writers_take_in_and_only_a_draft(draft: Draft) -> None:
    pack = json.dumps(pack_of(draft))
    for who in (draft.hale, draft.reyes, draft.okoro, draft.outsider):
        with pytest.raises(NotAllowed):
            packing.imported(draft.version, pack, by=who, seen=draft.version.compute_hash())
    draft.announce()
    with pytest.raises(Refused, match="Start a new version"):
        packing.imported(draft.version, pack, by=draft.moss, seen=draft.version.compute_hash())


def test_what_is_not_known_of_a_row_stays_so_on_the_way(draft: Draft) -> None:
    """Else an export, taken in again, would empty the count and the gates."""
    row = briefing.add_evidence(draft.version, "retention", by=draft.moss, data_class="Logs", kept_for="90 days")
    facts.mark(draft.version, f"retention:{row.pk}", by=draft.moss)  # a state, whatever the text says
    pack, before = pack_of(draft), unknowns.counted(draft.version)
    assert f"retention:{len(pack['retention'])}" in pack["to_be_confirmed"]
    put(draft, pack)
    assert unknowns.counted(draft.version) == before
    marked = draft.version.retention_rows.get(data_class="Logs")
    assert draft.version.facts.filter(place=f"retention:{marked.pk}").exists()
    pack["to_be_confirmed"] = []  # not listed, as in a file from before, or one that somebody changed
    put(draft, pack)
    assert unknowns.counted(draft.version).unknown >= before.unknown - 1
    with pytest.raises(Refused) as refused:
        put(draft, pack | {"to_be_confirmed": [f"retention:{len(pack['retention']) + 1}"]})
    assert "rows that are in this pack" in " ".join(refused.value.problems)


def test_a_pack_is_looked_at_again_as_soon_as_any_other(draft: Draft) -> None:
    with pytest.raises(Refused) as refused:
        put(draft, pack_of(draft) | {"check_by": "2099-01-01"})
    assert "Somebody looks again within" in " ".join(refused.value.problems)


def test_the_pages(draft: Draft, client_for) -> None:
    slug, client = draft.consultation.slug, client_for(draft.moss)
    out = client.get(reverse("pack_json", args=[slug]))
    assert out["Content-Type"] == "application/json" and "attachment" in out["Content-Disposition"]
    assert {**json.loads(out.content), "$schema": ""} == {**pack_of(draft), "$schema": ""}
    assert client_for(None).get(reverse("pack_json", args=[slug])).status_code == 404
    page = reverse("import_pack", args=[slug])
    seen = {"seen": draft.version.compute_hash()}
    bad = client.post(page, {"pack": "{"} | seen)
    assert bad.status_code == 422 and "no JSON file" in bad.content.decode()
    pack = pack_of(draft)
    pack["sections"]["cost"] = "Other words."
    briefing.write_section(draft.version, "rules", "Somebody else wrote this meanwhile.", by=draft.finch)
    for overtaken in ({}, seen):
        told = client.post(page, {"pack": json.dumps(pack)} | overtaken)
        assert told.status_code == 422 and "changed after you opened this page" in told.content.decode()
        assert "Other words." in told.content.decode(), "what was typed is kept"
    assert draft.version.sections.get(kind="rules").body == "Somebody else wrote this meanwhile."
    seen = {"seen": draft.version.compute_hash()}
    assert f'value="{seen["seen"]}"' in told.content.decode()
    assert client.post(page, {"pack": json.dumps(pack)} | seen).status_code == 302
    assert draft.version.sections.get(kind="cost").body == "Other words."
    facts.ask_all(draft.version, "Head of data", by=draft.moss)
    draft.announce()
    public = client_for(None).get(reverse("pack_json", args=[slug]))
    assert json.loads(public.content)["sections"]["cost"] == "Other words."


def a_file(name: str, text: str | bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, text.encode() if isinstance(text, str) else text)


def test_a_pack_comes_in_as_the_file_that_was_given_out(draft: Draft, client_for: Any) -> None:
    slug, client = draft.consultation.slug, client_for(draft.moss)
    given_out = json.loads(client.get(reverse("pack_json", args=[slug])).content)
    given_out["sections"]["cost"] = "It costs £7 a day, after Ŵylfa\u202e."
    page, seen = reverse("import_pack", args=[slug]), {"seen": draft.version.compute_hash()}
    sent = a_file("pack.json", json.dumps(given_out, ensure_ascii=False))
    assert client.post(page, {"file": sent, "pack": ""} | seen).status_code == 302
    assert draft.version.sections.get(kind="cost").body == "It costs £7 a day, after Ŵylfa."
    seen = {"seen": draft.version.compute_hash()}
    long = client.post(page, {"file": a_file("pack.json", " " * (packing.MAX_PACK + 1))} | seen)
    assert long.status_code == 422 and "at most 2,000,000 characters" in long.content.decode()
    assert client_for(draft.outsider).post(page, {"file": a_file("pack.json", "{}")}).status_code == 404
    assert packing.MAX_PACK * 4 <= sent_files.LARGEST


def test_the_transparency_record_names_what_is_not_known(announced_draft: Draft, client_for) -> None:
    record = json.loads(client_for(None).get(reverse("pack_atrs", args=[announced_draft.consultation.slug])).content)
    [tool] = record["records"]
    assert tool["name"] == announced_draft.consultation.technologies.get().name
    assert tool["organisation"] == announced_draft.consultation.force.name
    assert tool["phase"] in {"Idea", "Design", "Beta/Pilot", "Production", "Retired"}
    assert tool["contact_email"] == "Not known"
    assert "trained officer" in tool["human_decisions_and_review"].lower()
    assert all(str(value).strip() for value in tool.values())
    card = DataCard.objects.get(version=announced_draft.version)
    assert card.dpia in json.dumps(tool, ensure_ascii=False)
