"""The files of a published report beside its PDF: made together, once for each state of it, by the background worker.

What they say is what its page prints: they are of the same fingerprint (outcomes/report/paper.py).
"""

import hashlib
import logging
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models import Max

from audit import clock
from consultations.models import Consultation
from outcomes.models import MadeFile, ReportFile
from outcomes.report import pdf
from outcomes.report.context import shown
from outcomes.report.exports import data, drawing, png, poll_sheets, sheets, spreadsheets, summary, word
from outcomes.report.exports.sheet import dictionary
from people.text.packing import as_zip
from people.text.spreadsheets import XLSX

logger = logging.getLogger(__name__)
#: The files that every report has → what they are. Tables and charts come after them, as there are any.
WHOLE = {
    "summary.pdf": "The report on two pages, to print",
    "report.docx": "The report as a Word file",
    "tables.xlsx": "Every table as one workbook, with what each column holds",
    "tables.zip": "Every table as CSV, with what each column holds",
    "report.json": "The report and its tables as data",
    "schema.json": "What is in the data (JSON Schema)",
    "charts.zip": "Every chart as a picture (SVG and PNG)",
    "dictionary.csv": "What every column of every table holds",
}
TYPES = {
    "pdf": "application/pdf",
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
    "zip": "application/zip",
    "svg": "image/svg+xml",
    "png": "image/png",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": XLSX,
}


@dataclass(frozen=True)
class Made:
    name: str
    title: str
    content: bytes


def type_of(name: str) -> str:
    return TYPES[name.rsplit(".", 1)[-1]]


def all_of(context: dict[str, Any], address: str, folder: Path) -> Iterator[Made]:
    """Every file. `context`: what the page prints. One that cannot be made is left out, and the others are there."""
    report = context["report"]
    tables = sheets.of(context)
    about = data.about(report, address)
    drawn = [(drawing.name_of(chart), drawing.of_chart(chart)) for chart in poll_sheets.charts_of(report)]
    drawn += [(f"finding-{one.entry.finding.number}.svg", drawing.of_picture(one)) for one in report.pictures]
    charts = [made for name, one in drawn for made in _pictures(name, one)]
    csvs = {f"{sheet.name}.csv": spreadsheets.as_csv(sheet) for sheet in [dictionary(tables), *tables]}
    named = {data.TEXTS[name]: words for name, words in about.items()}
    makers: dict[str, Callable[[], bytes]] = {
        "summary.pdf": lambda: summary.as_pdf(context, address),
        "report.docx": lambda: word.as_word(report, tables, about),
        "tables.xlsx": lambda: spreadsheets.as_workbook(tables, named, folder),
        "tables.zip": lambda: as_zip(csvs),
        "report.json": lambda: data.as_json(report, tables, address),
        "schema.json": lambda: data.schema(tables),
        "charts.zip": lambda: as_zip({one.name: one.content for one in charts}),
        "dictionary.csv": lambda: csvs["dictionary.csv"],
    }
    for name, title in WHOLE.items():
        if (content := _made(name, makers[name])) is not None:
            yield Made(name, title, content)
    yield from (Made(f"{sheet.name}.csv", sheet.title, csvs[f"{sheet.name}.csv"]) for sheet in tables)
    yield from charts


def _pictures(name: str, drawn: drawing.Drawing) -> Iterator[Made]:
    """A chart as SVG, and beside it as PNG."""
    yield Made(name, drawn.title, drawing.svg(drawn))
    as_png = f"{name.removesuffix('.svg')}.png"
    if (content := _made(as_png, lambda: png.png(drawn))) is not None:
        yield Made(as_png, f"{drawn.title} (PNG)", content)


def _made(name: str, make: Callable[[], bytes]) -> bytes | None:
    try:
        return make()
    except pdf.NotHere:
        return None  # the reason is in the log already
    except Exception:
        logger.exception("The file %s of a report could not be made.", name)
        return None


def make(consultation: Consultation, fingerprint: str, address: str, through: int) -> None:
    """Make them all, unless they are of this state. `through`: the entry of the record up to which it is true."""
    kept = ReportFile.objects.filter(consultation=consultation)
    if kept.filter(fingerprint=fingerprint).exists():
        kept.update(made_through=through)
        return
    now = clock.now()
    with tempfile.TemporaryDirectory() as folder:
        made = list(all_of(shown(consultation, viewer=None), address, Path(folder)))
    rows = [
        ReportFile(
            consultation=consultation,
            name=one.name,
            title=one.title,
            order=n,
            content=one.content,
            size=len(one.content),
            digest=hashlib.sha256(one.content).hexdigest(),
            fingerprint=fingerprint,
            made_through=through,
            made_at=now,
        )
        for n, one in enumerate(made)
    ]
    with transaction.atomic():
        # One after another: a worker that was thought dead may come late, with an older state.
        list(MadeFile.objects.select_for_update(no_key=True).filter(consultation=consultation).values_list("pk"))
        if (kept.aggregate(last=Max("made_through"))["last"] or 0) <= through:
            kept.delete()
            ReportFile.objects.bulk_create(rows)


def ready(consultation: Consultation, fingerprint: str) -> list[ReportFile]:
    """Every file, without its content, if they are of the report as it is now."""
    return list(ReportFile.objects.filter(consultation=consultation, fingerprint=fingerprint).defer("content"))


def forget(consultation: Consultation) -> None:
    ReportFile.objects.filter(consultation=consultation).delete()
