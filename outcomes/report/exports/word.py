"""A published report as a Word file: the whole of it, in the order of the page, with real headings and tables.

Charts are in it as tables: Word files hold no SVG that every program shows.
"""

import io
import re
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

from outcomes.report.exports.sheet import Sheet
from outcomes.report.findings_section import Entered
from outcomes.report.report import Report
from people.text.dates import day
from people.text.sentences import ended

#: What XML cannot hold; a transcript may have brought it.
NOT_IN_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
WIDEST = 6  # columns of a table that a page of paper has room for
OLDEST = datetime(1980, 1, 1, tzinfo=UTC)
POLLS = ["answers", "before_and_after", "moved", "breakdowns", "technologies", "knowledge"]
NOTHING_CHANGED = "Nothing: the words are those that were sent to be checked."
NOT_RECORDED = "Not recorded: the draft was sent before its words were kept."
ANNEX = ["one_word", "groups_met", "meetings", "polls", "questions_asked", "who_took_part"]


class Page:
    """A Word file being written."""

    def __init__(self, title: str) -> None:
        from docx import Document

        self.document: Any = Document()
        properties = self.document.core_properties
        properties.title, properties.author, properties.language = clean(title)[:255], "", "en-GB"
        properties.created = properties.modified = OLDEST

    def heading(self, words: str, level: int) -> None:
        self.document.add_heading(clean(words), level)

    def text(self, words: str, style: str | None = None) -> None:
        for part in filter(str.strip, words.split("\n")):
            self.document.add_paragraph(clean(part.strip()), style=style)

    def items(self, words: Iterable[str], style: str = "List Bullet") -> None:
        for one in words:
            self.document.add_paragraph(clean(one), style=style)

    def table(self, names: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
        """One with a first row that is repeated on each page. Slow to fill cell by cell: each is looked up once."""
        made = self.document.add_table(rows=len(rows) + 1, cols=len(names), style="Table Grid")
        made.autofit = True
        self._repeat(made.rows[0])
        cells = iter(made._cells)
        for value in [*names, *(value for row in rows for value in row)]:
            cell = next(cells)
            cell.paragraphs[0].add_run("" if value is None else clean(str(value)))
        for run in (run for cell in made.rows[0].cells for run in cell.paragraphs[0].runs):
            run.bold = True
        self.document.add_paragraph()

    @staticmethod
    def _repeat(row: Any) -> None:
        from docx.oxml import OxmlElement
        from docx.oxml.ns import qn

        mark = OxmlElement("w:tblHeader")
        mark.set(qn("w:val"), "true")
        row._tr.get_or_add_trPr().append(mark)

    def bytes(self) -> bytes:
        made = io.BytesIO()
        self.document.save(made)
        return made.getvalue()


def clean(words: str) -> str:
    return NOT_IN_XML.sub("", words)


def as_word(report: Report, sheets: list[Sheet], about: dict[str, str]) -> bytes:
    page, tables = Page(about["title"]), {sheet.name: sheet for sheet in sheets}
    page.heading(about["title"], 0)
    page.text(about["headline"], "Subtitle")
    page.text(f"{about['people'][:1].upper()}{about['people'][1:]}.")
    if about["place"]:
        page.text(f"Place: {ended(about['place'])}")
    page.text(f"Version {about['version']}, first published {about['first_published']}. {about['address']}")
    _corrected(page, tables["corrections"])
    page.heading("In brief", 1)
    page.text(about["in_brief"])
    page.text(f"How well people understood: {report.measures.understood.headline}")
    page.heading("Executive summary", 1)
    page.items(f"{text} (finding {e.finding.number})" if e else text for text, e in report.summary)
    page.heading("How this was done", 1)
    page.items(report.method.statement, "Normal")
    page.heading("Limitations", 2)
    page.text(about["limitations"])
    page.items(f"Published with a warning: {words}" for words in report.warnings)
    for part in report.parts:
        page.heading(f"Part {part.area.order}: {part.area.title}", 1)
        for entry in part.findings:
            _finding(page, entry)
    _rest(page, report, tables, about)
    return page.bytes()


def _corrected(page: Page, corrections: Sheet) -> None:
    if corrections.rows:
        page.heading("Corrections", 1)
        _sheet(page, corrections, title=False)


def _finding(page: Page, entry: Entered) -> None:
    finding = entry.finding
    page.heading(f"{finding.number} {finding.title}" + (f" ({finding.label})" if finding.label else ""), 2)
    kind = "" if finding.is_view else f"{finding.get_kind_display()}. "
    apart = f"Counted apart: {entry.apart}." if entry.apart else ""
    raised = f"{kind}{entry.raised or 'This rests on the poll alone'}."
    page.text(" ".join(filter(None, [raised, entry.beside, apart, entry.in_polls])))
    page.heading("What people said", 3)
    page.text(finding.said)
    for quote in entry.quotes:
        page.text(f"“{quote.text}” {quote.attribution}" if quote.is_shown else quote.text, "Intense Quote")
    page.text(entry.one_side)
    page.text(entry.spread)
    page.heading("What we draw from it", 3)
    page.text(finding.inferred)
    page.text(" ".join(f"{words}: {said.rstrip('.')}." for words, said in entry.about.items()))
    if entry.stances:
        page.heading("Group by group", 3)
        page.table(["Group", "How it stood"], [[stood.name, stood.label] for stood in entry.stances])
    page.heading("Where people differ", 3)
    page.text(finding.differences)
    page.text(entry.looked)
    if entry.asked:
        page.text("Leads to recommendation " + "; ".join(f"{one.number}, {one.title}" for one in entry.asked) + ".")
    evidence = entry.evidence
    themes = ", ".join(f"“{theme}”" for theme in evidence.themes)
    rests = f"{evidence.excerpts} marked passages of {evidence.people} people, with the themes {themes}."
    page.text(f"Evidence: {rests}" if evidence.excerpts else "Evidence: it rests on the poll.")


def _rest(page: Page, report: Report, tables: dict[str, Sheet], about: dict[str, str]) -> None:
    page.heading("What the polls say", 1)
    for name in POLLS:
        _sheet(page, tables[name])
    page.heading("What participants asked for, and the answer", 1)
    for item in tables["recommendations"].as_objects:
        page.heading(f"{item['recommendation']}. {item['title']}", 2)
        page.text(str(item["text"]))
        if item["as_put"]:
            page.text(f"As a resident put it: “{item['as_put']}”")
        page.text(f"{item['category']}. To {item['to']}. Rests on {item['rests_on']}.")
        page.text(f"The police: {item['police_answer'] or 'not answered yet'}. {item['police_reasons']}")
        if item["since_then"]:
            page.text(f"Since it was signed: {item['since_then']}")
    _sheet(page, tables["promises"])
    page.heading("Police comments on facts", 1)
    if report.method.police_away.told:
        page.text(f"While the police could comment on facts: {report.method.police_away.told}")
    for comment in report.police_comments:
        page.items([comment.text], "Intense Quote")
        page.text(comment.said_as)
    page.items((f"Not printed: {one.kept_out}" for one in report.comments_kept_out), "Normal")
    page.heading("Oversight statement", 1)
    near = report.method.spoken_beside
    said = (f"{one.member.public_name}{'; not counted' if one.member_id in near else ''}" for one in report.statements)
    page.items((f"{one.text} ({who})" for one, who in zip(report.statements, said, strict=True)), "Normal")
    page.heading("Conclusion and conditions", 1)
    page.text(about["conclusion"])
    if report.conditions.rows:
        page.heading(report.conditions.title, 2)
        page.text(report.conditions.asked)
    page.items((f"{text} ({chosen})" if chosen else text for text, chosen in report.conditions.rows), "List Number")
    page.heading("Annex", 1)
    page.heading("What the labels mean", 2)
    page.table(["Label", "Guide", "Words"], report.method.scale)
    _given(page, report, about["address"])
    for name in ANNEX:
        _sheet(page, tables[name])
    _by_a_person(page, report, tables["changed_after_check"])
    page.text(about["licence"])


def _given(page: Page, report: Report, address: str) -> None:
    """The topic guide, and each version of the briefing that people could read while they were asked."""
    page.heading("Topic guide", 2)
    for part in report.parts:
        page.heading(f"{part.area.order}. {part.area.title}", 3)
        page.items(f"{prompt.question} {prompt.probe}".strip() for prompt in part.area.prompts.all())
    page.heading("Briefing", 2)
    for version in report.method.given:
        marked = f" Fingerprint of the signed text (SHA-256): {version.content_hash}" if version.content_hash else ""
        where = f"{address.removesuffix('report/')}briefing/?version={version.number}"
        page.text(f"Version {version.number}, from {day(version.published_at)}: {where}.{marked}")
    if not report.method.given:
        page.text("No briefing was approved.")


def _by_a_person(page: Page, report: Report, changed: Sheet) -> None:
    """The annexes on labels that a person chose, and on what reads otherwise than those who checked it read."""
    page.heading("Labels changed by a person", 2)
    for entry in report.overridden:
        finding, each = entry.finding, f" {entry.each_alone}." if entry.each_alone else ""
        agreed = f" The panel agreed. {entry.panel_agreed}" if entry.panel_agreed else ""
        page.text(
            f"{finding.number} {ended(finding.title)} The coding supported “{entry.proposed}”.{each} The facilitators "
            f"chose “{finding.label}”, because: {finding.override_reason}{agreed}"
        )
    if not report.overridden:
        page.text("None. Every label is the one the coding supports.")
    page.heading(changed.title, 2)
    _sheet(page, changed, title=False)
    if not changed.rows:
        page.text(NOTHING_CHANGED if report.written.sent else NOT_RECORDED)


def _sheet(page: Page, sheet: Sheet, *, title: bool = True) -> None:
    """A table of the report; columns in which nothing stands are left out."""
    if not sheet.rows:
        return
    if title:
        page.heading(sheet.title, 2)
    used = [n for n in range(len(sheet.columns)) if any(row[n] not in ("", None) for row in sheet.rows)][:WIDEST]
    names = [sheet.columns[n].name.replace("_", " ").capitalize() for n in used]
    page.table(names, [[row[n] for n in used] for row in sheet.rows])
