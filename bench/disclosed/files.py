"""Tables as they leave the house: the rows of a CSV file and of a workbook, read without the product's own code."""

import csv
import io
import re
import zipfile
from xml.etree import ElementTree

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
Rows = list[list[str]]


def of_csv(data: bytes) -> Rows:
    return [row for row in csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")) if any(row)]


def of_workbook(data: bytes) -> dict[str, Rows]:
    """Each worksheet by name. Empty cells at the end of a row are left out."""
    with zipfile.ZipFile(io.BytesIO(data)) as pack:
        names = [
            one.get("name", "") for one in ElementTree.fromstring(pack.read("xl/workbook.xml")).iter(f"{MAIN}sheet")
        ]
        shared = []
        if "xl/sharedStrings.xml" in pack.namelist():
            found = ElementTree.fromstring(pack.read("xl/sharedStrings.xml"))
            shared = ["".join(text.text or "" for text in one.iter(f"{MAIN}t")) for one in found.iter(f"{MAIN}si")]
        return {
            name: _rows(ElementTree.fromstring(pack.read(f"xl/worksheets/sheet{n}.xml")), shared)
            for n, name in enumerate(names, 1)
        }


def _rows(sheet: ElementTree.Element, shared: list[str]) -> Rows:
    found = []
    for row in sheet.iter(f"{MAIN}row"):
        cells: list[str] = []
        for cell in row.iter(f"{MAIN}c"):
            cells += [""] * (_column(cell.get("r", "A1")) - len(cells))
            value = cell.find(f"{MAIN}v")
            said = "".join(text.text or "" for text in cell.iter(f"{MAIN}t"))
            number = value.text or "" if value is not None else said
            cells.append(shared[int(number)] if cell.get("t") == "s" else number)
        found.append(cells)
    return found


def _column(name: str) -> int:
    """ "C7" → 2."""
    place = 0
    for letter in re.sub(r"\d", "", name):
        place = place * 26 + ord(letter) - 64
    return place - 1
