"""No cell of any file is what a spreadsheet program would run; every script arrives as it was written."""

import csv
import io
import json
import zipfile
from pathlib import Path
from xml.etree import ElementTree

import pytest

from bench.harness import outside
from outcomes.report.exports import drawing, spreadsheets, word
from outcomes.report.exports.sheet import Column, Sheet, number
from people.text.spreadsheets import BOM, csv_cell

OURS = ["=1+1", "@SUM(1+1)*cmd|' /C calc'!A0", "+cmd|'/c calc'!A0", "-2+3+cmd|' /C calc'!A0", "\t=1", 'DDE("cmd")']
SCRIPTS = ["Ŵylfa Brîd", "বাংলা", "اردو", "漢字", "ਪੰਜਾਬੀ", "👮‍♀️", "“quoted”"]


def payloads() -> list[str]:
    """Ours, and those of the corpus where it is at hand."""
    corpus = outside("CSV_INJECTION", "corpora/csv_injection.json")
    more = [case["payload"] for case in json.loads(corpus.read_text())] if corpus.exists() else []
    return [*OURS, *more]


@pytest.fixture
def sheet() -> Sheet:
    rows = [[text, n] for n, text in enumerate([*payloads(), *SCRIPTS])]
    return Sheet("answers", "Answers", [Column("answer", "What was answered"), number("people", "How many")], rows)


def test_a_csv_holds_no_formula_and_every_script(sheet: Sheet) -> None:
    content = spreadsheets.as_csv(sheet).decode()
    assert content.startswith(BOM)
    [head, *rows] = list(csv.reader(io.StringIO(content.removeprefix(BOM))))
    assert head == ["answer", "people"] and [row[0] for row in rows] == [csv_cell(text) for text, _ in sheet.rows]
    assert all(row[0].startswith("'") for row in rows[: len(OURS)])
    assert [row[0] for row in rows[-len(SCRIPTS) :]] == SCRIPTS


def test_a_workbook_stores_texts_as_texts(sheet: Sheet, tmp_path: Path) -> None:
    content = spreadsheets.as_workbook([sheet], {"Title": "=1+1"}, tmp_path)
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        pages = [book.read(name) for name in book.namelist() if name.startswith("xl/worksheets/sheet")]
        assert not [name for name in book.namelist() if "externalLink" in name or "hyperlink" in name.lower()]
    cells = [part for page in pages for part in ElementTree.fromstring(page).iter() if part.tag.endswith("}c")]
    kinds = {cell.get("t", "n") for cell in cells}
    assert kinds == {"inlineStr", "n"} and not [c for c in cells if any(part.tag.endswith("}f") for part in c)]
    assert all(float("".join(c.itertext())) >= 0 for c in cells if c.get("t", "n") == "n")
    texts = ["".join(cell.itertext()) for cell in cells]
    assert all(script in texts for script in SCRIPTS) and "=1+1" in texts


def test_a_word_file_holds_no_field(sheet: Sheet) -> None:
    page = word.Page("=1+1")
    page.table(["Answer", "People"], sheet.rows)
    page.text("\x00\x0b=cmd|'/c calc'!A0")
    with zipfile.ZipFile(io.BytesIO(page.bytes())) as packed:
        content = packed.read("word/document.xml")
    assert b"instrText" not in content and b"fldSimple" not in content
    words = "".join(ElementTree.fromstring(content).itertext())
    assert all(script in words for script in SCRIPTS) and "=cmd|" in words


def test_a_picture_holds_no_markup_of_others() -> None:
    chart = {"id": "q1", "title": "</text><script>alert(1)</script>", "rows": [], "base": "<image href='x'/>"}
    content = drawing.svg(drawing.of_chart(chart))
    assert {part.tag.split("}")[1] for part in ElementTree.fromstring(content).iter()} <= {
        "svg",
        "title",
        "desc",
        "rect",
        "text",
    }


def test_the_same_tables_are_the_same_bytes(sheet: Sheet, tmp_path: Path) -> None:
    one, two = (spreadsheets.as_workbook([sheet], {"Title": "x"}, tmp_path) for _ in range(2))
    assert one == two
