"""The coding as a table for a spreadsheet, for whoever codes: pseudonyms, and nothing of a sample read blind."""

import csv
import io
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from consultations.models import Consultation
from outcomes.coding import coding, matrix, reading, together
from outcomes.models import Coding
from people.text.spreadsheets import BOM, csv_cell

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

HEAD = (
    "Contribution", "Speaker", "Group", "Part", "Question", "Words", "Theme", "Above it", "Where the speaker stands",
    "How strongly", "Who it is about", "Concern", "Belief", "Memo", "Coded by", "Counts",
)  # fmt: skip


BY_GROUP = ("Theme", "Group", "For", "Against", "Between", "Spoke")
PAIRS = ("Theme", "Together with", "People")
COUNTED = {"For", "Against", "Between", "Spoke", "People"}  # people, each once
LONGEST = 32_767  # characters in a cell of a workbook


def codings_csv(consultation: Consultation) -> str:
    """A row for each code of the newest words: one query. Every cell is one that no spreadsheet program runs."""
    return _as_csv(HEAD, _rows(consultation))


def matrix_csv(consultation: Consultation, name: str) -> str:
    """One of the two tables of the codebook’s page, whole. `name`: "groups" or "pairs"."""
    return _as_csv(*_matrices(consultation)[name])


def _as_csv(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    held = io.StringIO()
    held.write(BOM)
    table = csv.writer(held, lineterminator="\r\n")
    table.writerow(head)
    safe = lru_cache(maxsize=2000)(csv_cell)  # most cells are one of a few words
    table.writerows([safe(cell) for cell in row] for row in rows)
    return held.getvalue()


Table = tuple[Sequence[str], list[list[str]]]  # its head, its rows


def _matrices(consultation: Consultation) -> dict[str, Table]:
    """Themes by group, and every pair of themes that occurs together: of codes that count, as the page has them."""
    codes, themes = matrix.told(consultation), list(consultation.themes.all())
    _, rows = matrix.by_group(consultation, codes, themes)
    groups = [
        [str(row.theme), str(cell.group), *map(str, (cell.favour, cell.against, cell.between, cell.spoke))]
        for row in rows
        for cell in row.cells
    ]
    pairs = [[str(one.one), str(one.other), str(one.people)] for one in together.pairs(codes, themes)]
    return {"groups": (BY_GROUP, groups), "pairs": (PAIRS, pairs)}


def codings_xlsx(consultation: Consultation) -> bytes:
    """The same rows as a workbook, with the tables of the codebook’s page as sheets. Every cell is a text or a
    number: nothing in it is run or followed.
    """
    import xlsxwriter

    made = io.BytesIO()
    with tempfile.TemporaryDirectory() as folder:
        book = xlsxwriter.Workbook(made, {"constant_memory": True, "tmpdir": folder})
        head = book.add_format({"bold": True, "text_wrap": True, "bottom": 1})
        page = book.add_worksheet("codes")
        page.freeze_panes(1, 0)
        page.set_column(0, len(HEAD) - 1, 18)
        page.set_column(HEAD.index("Words"), HEAD.index("Words"), 60)
        for column, name in enumerate(HEAD):
            page.write_string(0, column, name, head)
        for number, row in enumerate(_rows(consultation), start=1):
            for column, cell in enumerate(row):
                if cell:
                    page.write_string(number, column, cell[:LONGEST])
        for name, table in _matrices(consultation).items():
            _sheet(book.add_worksheet(name), head, table)
        book.close()
    return made.getvalue()


def _sheet(page: "Worksheet", bold: "Format", table: Table) -> None:
    page.freeze_panes(1, 0)
    page.set_column(0, len(table[0]) - 1, 24)
    for column, name in enumerate(table[0]):
        page.write_string(0, column, name, bold)
    for number, row in enumerate(table[1], start=1):
        for column, cell in enumerate(row):
            if table[0][column] in COUNTED:
                page.write_number(number, column, int(cell))
            else:
                page.write_string(number, column, cell[:LONGEST])


def _rows(consultation: Consultation) -> Iterator[list[str]]:
    said = "excerpt__revision__contribution"
    codes = (
        Coding.objects.exclude(state=Coding.State.SEALED)
        .filter(**{f"{said}__in": coding.readable(consultation)}, theme__consultation=consultation)
        .select_related("theme__parent", "coded_by__user", f"{said}__membership__group", f"{said}__thread__area")
        .order_by(said, "excerpt__start", "pk")
    )
    for one in codes.iterator(chunk_size=2000):
        revision = one.excerpt.revision
        spoken = revision.contribution
        if revision.number != spoken.revision:
            continue
        counts = one.state == Coding.State.COUNTS and not spoken.is_of_nobody
        row = (
            spoken.pk, reading.speaker(spoken), spoken.membership.group or "", spoken.thread.area, spoken.thread.title,
            one.excerpt.verbatim, one.theme, one.theme.parent or "", one.get_stance_display(),
            one.get_intensity_display(), one.get_directed_at_display(), one.get_concern_display(),
            one.get_belief_display(), one.memo, one.coded_by.public_name, "yes" if counts else "no",
        )  # fmt: skip
        yield [str(cell) for cell in row]
