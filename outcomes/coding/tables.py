"""The coding as a table for a spreadsheet, for whoever codes: pseudonyms, and nothing of a sample read blind."""

import csv
import io
import tempfile
from collections.abc import Iterator
from functools import lru_cache

from consultations.models import Consultation
from outcomes.coding import coding, reading
from outcomes.models import Coding
from people.text.spreadsheets import BOM, csv_cell

HEAD = (
    "Contribution", "Speaker", "Group", "Part", "Question", "Words", "Theme", "Above it", "Where the speaker stands",
    "How strongly", "Who it is about", "Concern", "Belief", "Memo", "Coded by", "Counts",
)  # fmt: skip


LONGEST = 32_767  # characters in a cell of a workbook


def codings_csv(consultation: Consultation) -> str:
    """A row for each code of the newest words: one query. Every cell is one that no spreadsheet program runs."""
    held = io.StringIO()
    held.write(BOM)
    table = csv.writer(held, lineterminator="\r\n")
    table.writerow(HEAD)
    safe = lru_cache(maxsize=2000)(csv_cell)  # most cells are one of a few words
    table.writerows([safe(cell) for cell in row] for row in _rows(consultation))
    return held.getvalue()


def codings_xlsx(consultation: Consultation) -> bytes:
    """The same rows as a workbook, every cell stored as a text: nothing in it is run or followed."""
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
        book.close()
    return made.getvalue()


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
