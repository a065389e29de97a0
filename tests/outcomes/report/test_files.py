"""The published report as files: made once by a job, handed out as they are, and saying what the page says."""

import csv
import io
import json
import zipfile
from typing import Any
from xml.etree import ElementTree

import pytest
from django.db import transaction
from django.test import Client
from django_tasks_db.models import DBTaskResult
from PIL import Image

from outcomes.findings import agreeing, findings
from outcomes.models import Finding, FindingsReport, ReportFile
from outcomes.report import context, paper, pdf, versions
from outcomes.report.exports import data, making, sheets, word
from people.text.spreadsheets import BOM
from tests.cast import Cast, make_cast
from tests.made_once import Pile
from tests.outcomes.coded import ready_to_publish
from tests.outcomes.report.printed import address, asked, crowd, published, text_of
from tests.pages import flat


def no_paper(patch: pytest.MonkeyPatch) -> None:
    """Instead of each PDF the page it is made from."""
    patch.setattr(pdf, "make", lambda html, **_: html.encode())
    patch.setattr(pdf, "laid_out", lambda html, **_: (html.encode(), 1))


@pytest.fixture
def two_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    no_paper(monkeypatch)


@pytest.fixture(scope="module")
def files(pile: Pile, django_db_blocker: Any) -> dict[str, bytes]:
    """Name → content of each file of such a report: made once for all that only read them."""
    with django_db_blocker.unblock():
        pile.take_off()
    with django_db_blocker.unblock(), transaction.atomic(), pytest.MonkeyPatch.context() as patch:
        no_paper(patch)
        made = {
            file.name: bytes(file.content) for file in ReportFile.objects.filter(pk__in=_made(make_cast("of-files")))
        }
        transaction.set_rollback(True)
    return made


def _made(cast: Cast) -> list[int]:
    """Published, with twelve more people, a poll of which the breakdown by age is held back, and its files made."""
    asked(cast, [*crowd(cast, 12), cast.amina])
    cast.consultation.places = "The market square"
    cast.consultation.save(update_fields=["places"])
    published(cast)
    paper.refresh(cast.consultation)
    paper.look.call(cast.consultation.pk, "")
    return list(ReportFile.objects.values_list("pk", flat=True))


@pytest.fixture
def out(cast: Cast, two_pages: None) -> Cast:
    assert _made(cast)
    return cast


def get(cast: Cast, name: str = "", client: Client | None = None, **headers: str) -> Any:
    return (client or Client()).get(address(cast, f"report/files/{name}"), headers=headers)


def rows_of(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


# --- Made by the worker, once -------------------------------------------------------------------------
def test_no_visitor_makes_them_and_each_is_made_once(cast: Cast, two_pages: None, settings: Any) -> None:
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    published(cast)
    for name in ("", "tables.xlsx"):
        answer = get(cast, name)
        assert answer.status_code == 202 and "being made" in flat(answer.content.decode())
    assert not ReportFile.objects.exists() and DBTaskResult.objects.count() == 1
    paper.look.call(cast.consultation.pk, "")
    before = list(ReportFile.objects.values_list("pk", "digest"))
    paper.look.call(cast.consultation.pk, "")
    assert before and list(ReportFile.objects.values_list("pk", "digest")) == before


def test_each_is_handed_out_as_it_is_with_its_mark(out: Cast) -> None:
    listed = get(out).content.decode()
    kept = list(ReportFile.objects.all())
    assert set(making.WHOLE) <= {file.name for file in kept}
    for file in kept:
        assert f'files/{file.name}"' in listed and file.title
        answer = get(out, file.name)
        assert answer.status_code == 200 and answer.content == bytes(file.content), file.name
        assert answer["Content-Type"] == making.type_of(file.name) and "must-revalidate" in answer["Cache-Control"]
        assert get(out, file.name, if_none_match=answer["ETag"]).status_code == 304
    assert get(out, "nothing.csv").status_code == 404


def test_the_page_leads_to_them(cast: Cast) -> None:
    published(cast)
    page = Client().get(address(cast)).content.decode()
    assert f'href="{address(cast, "report/files/")}"' in page


def test_a_draft_has_none(cast: Cast, client_for: Any) -> None:
    FindingsReport.objects.create(consultation=cast.consultation)
    for who in (None, cast.amina, cast.moss, cast.hale, cast.okoro):
        assert get(cast, client=client_for(who)).status_code in (302, 404)
        assert get(cast, "tables.xlsx", client=client_for(who)).status_code in (302, 404)


def test_a_new_version_of_the_report_leaves_no_older_file(out: Cast, django_capture_on_commit_callbacks: Any) -> None:
    report = FindingsReport.objects.get(consultation=out.consultation)
    with django_capture_on_commit_callbacks(execute=True):
        versions.next_version(report, "One quotation was taken out", by=None)
    assert not ReportFile.objects.exists() and get(out, "quotes.csv").status_code == 202


# --- What they say ----------------------------------------------------------------------------------------
def test_tables_are_whole_in_each_form(files: dict[str, bytes]) -> None:
    with zipfile.ZipFile(io.BytesIO(files["tables.zip"])) as packed:
        tables = {name.removesuffix(".csv"): packed.read(name) for name in packed.namelist()}
    assert all(content.decode().startswith(BOM) for content in tables.values())
    found = json.loads(files["report.json"])
    assert set(found["tables"]) == set(tables) - {"dictionary"}
    for name, rows in found["tables"].items():
        assert tables[name] == files[f"{name}.csv"]
        said = [{key: "" if value is None else str(value) for key, value in row.items()} for row in rows]
        assert rows_of(tables[name]) == said, name
    told = {(row["table"], row["column"]) for row in rows_of(tables["dictionary"])}
    assert told == {(name, column) for name, rows in found["tables"].items() for row in rows[:1] for column in row} | {
        pair for pair in told if not found["tables"][pair[0]]
    }
    with zipfile.ZipFile(io.BytesIO(files["tables.xlsx"])) as book:
        names = [s.get("name") for s in ElementTree.fromstring(book.read("xl/workbook.xml")).iter() if s.get("sheetId")]
    assert names == ["about", "dictionary", *found["tables"]]


def test_the_data_are_as_the_schema_says(files: dict[str, bytes]) -> None:
    schema, found = (json.loads(files[name]) for name in ("schema.json", "report.json"))
    assert not _wrong(schema, found)
    assert _wrong(schema, {**found, "more": 1}) and _wrong(schema, {k: v for k, v in found.items() if k != "licence"})
    assert _wrong(schema, {**found, "headline": 3})


def _wrong(schema: dict[str, Any], value: Any, at: str = "") -> list[str]:
    """What of the value is not as the schema says: as much of JSON Schema as ours uses."""
    if "const" in schema:
        return [] if value == schema["const"] else [at]
    kinds = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
    types = {"string": str, "integer": int, "null": type(None), "array": list, "object": dict}
    if not any(isinstance(value, types[kind]) for kind in kinds):
        return [at]
    if kinds == ["array"]:
        return [wrong for n, one in enumerate(value) for wrong in _wrong(schema["items"], one, f"{at}[{n}]")]
    if kinds == ["object"]:
        if set(value) != set(schema["required"]):
            return [at]
        return [w for name, one in value.items() for w in _wrong(schema["properties"][name], one, f"{at}.{name}")]
    return []


def test_what_the_page_holds_back_is_in_none(files: dict[str, bytes]) -> None:
    """Thirteen people, all but one of one age: the breakdown by age is withheld whole, and so it is in the files."""
    rows = rows_of(files["breakdowns.csv"])
    held = [row for row in rows if row["withheld"]]
    assert any("by age" in row["question"] for row in held) and all(row["people"] == "" for row in held)
    assert not [row for row in rows if "by age" in row["question"] and row["people"]]
    changed = rows_of(files["before_and_after.csv"])
    assert [row for row in changed if row["before"] and row["after"]]
    assert not any(row["share_after"] for row in changed)  # thirteen are too few for percentages


def test_word_and_two_pages_say_the_findings(files: dict[str, bytes]) -> None:
    [finding] = rows_of(files["findings.csv"])
    with zipfile.ZipFile(io.BytesIO(files["report.docx"])) as packed:
        words = "".join(ElementTree.fromstring(packed.read("word/document.xml")).itertext())
    told = [finding[name] for name in ("title", "people_said", "drawn", "label")]
    for text in [*told, finding["raised"], "What participants asked for", "Place: The market square."]:
        assert text in words, text
    two = files["summary.pdf"].decode()
    assert json.loads(files["report.json"])["headline"] in two and "Limitations" in two
    assert "Place: The market square." in two and json.loads(files["report.json"])["place"] == "The market square"


def test_who_chose_a_label_and_what_changed_after_the_check_stand_in_the_files(cast: Cast) -> None:
    """A facilitator who raises a label, or rewords what the panel read, is seen in each file as on the page."""
    finding = ready_to_publish(cast)
    findings.choose_label(
        finding, by=cast.moss, breadth="majority", strongly_felt=False, override_reason="The room nodded."
    )
    agreeing.answer(finding.higher_labels.get(), by=cast.hale, agreed=True, why="We were there and saw it.")
    Finding.objects.filter(pk=finding.pk).update(said="Three people want it gone.")
    Finding.objects.filter(pk=finding.pk).update(computed={**_computed(finding), "tension": True, "base": 9})
    shown = context.shown(cast.consultation, viewer=cast.moss)
    tables = {sheet.name: sheet for sheet in sheets.of(shown)}
    [row] = tables["findings"].as_objects
    assert (row["label"], row["supported"], row["changed_because"]) == (
        "majority view",
        "minority view",
        "The room nodded.",
    )
    assert "Ruth Hale" in str(row["panel_agreed"]) and "saw it" in str(row["panel_agreed"])
    assert "live tension" in str(row["beside"]) and "one side" in str(row["one_side"])
    changed = tables["changed_after_check"].as_objects
    assert ("Three people want it.", "Three people want it gone.") in {(one["was"], one["is"]) for one in changed}
    made = word.as_word(shown["report"], list(tables.values()), data.about(shown["report"], "https://example.org"))
    with zipfile.ZipFile(io.BytesIO(made)) as packed:
        words = "".join(ElementTree.fromstring(packed.read("word/document.xml")).itertext())
    for text in (
        "The coding supported “minority view”",
        "because: The room nodded.",
        "We were there and saw it.",
        "Three people want it gone.",
        "Changed after the draft was checked",
        "The quotes show one side.",
        "A live tension",
    ):
        assert text in words, text


def test_whom_it_concerns_and_what_was_looked_at_stand_in_the_files_as_on_the_page(cast: Cast, client_for: Any) -> None:
    """“Each says what the page of the report says”: these sentences were on the page alone."""
    finding = ready_to_publish(cast)
    aims = {"directed": ["Force leadership", "Government"], "concerns": ["Rights"], "beliefs": ["That they cannot"]}
    looked = {"groups": "All lean alike.", "ages": {"rows": [["18-24", 10, 9], ["65+", 10, 2]]}}
    Finding.objects.filter(pk=finding.pk).update(
        computed={**_computed(finding), "aims": aims, "looked": looked}, other_body="The council"
    )
    shown = context.shown(cast.consultation, viewer=cast.moss)
    tables = {sheet.name: sheet for sheet in sheets.of(shown)}
    [row] = tables["findings"].as_objects
    said = {
        "also_concerns": ("Also concerns", "The council"),
        "directed_at": ("Directed at", "force leadership; government"),
        "kind_of_concern": ("Kind of concern", "rights"),
        "people_believe": ("People believe", "that they cannot"),
    }
    assert {name: row[name] for name in said} == {name: words for name, (_, words) in said.items()}
    told = (
        "Looked at from the records. Between groups: All lean alike. "
        "Between ages: 18-24: 9 of the 10 who spoke; 65+: 2 of the 10 who spoke."
    )
    assert row["looked_at"] == told
    made = word.as_word(shown["report"], list(tables.values()), data.about(shown["report"], "https://example.org"))
    with zipfile.ZipFile(io.BytesIO(made)) as packed:
        words = "".join(ElementTree.fromstring(packed.read("word/document.xml")).itertext())
    page = text_of(client_for(cast.moss).get(address(cast)).content.decode())
    for text in (told, *(f"{name}: {what}" for name, what in said.values())):
        assert text in words and text in page, text


def _computed(finding: Finding) -> dict[str, Any]:
    finding.refresh_from_db()
    return finding.computed


def test_pictures_are_whole_by_themselves(files: dict[str, bytes]) -> None:
    with zipfile.ZipFile(io.BytesIO(files["charts.zip"])) as packed:
        pictures = {name: packed.read(name) for name in packed.namelist()}
    assert any(name.startswith("chart-moved") for name in pictures)
    for name, content in pictures.items():
        if name.endswith(".png"):
            continue
        drawn = ElementTree.fromstring(content)
        told = [part.text for part in drawn if part.tag.endswith(("title", "desc"))]
        assert len(told) == 2 and all(told) and b"class=" not in content and b"style" not in content, name
        with Image.open(io.BytesIO(pictures[name.replace(".svg", ".png")])) as painted:
            assert painted.size == (2 * int(drawn.attrib["width"]), 2 * int(drawn.attrib["height"])), name
            assert len(painted.getcolors(100_000) or []) > 10, name  # ink, bars or dots, and what lies between
    assert len(pictures) % 2 == 0
