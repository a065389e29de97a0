"""A force's own table: read whole or not at all, with every fault at its row; and nothing in it runs anywhere."""

import csv
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from consultations.briefing import deployment_table, deployments
from people import numbers
from people.errors import Refused
from people.text.spreadsheets import csv_text
from tests.consultations.draft import Draft

HEAD = "date,borough,place,faces_seen_est,alerts,alerts_false,arrests"
OXFORD = "2022-01-28,Westminster,Oxford Circus,12120,11,1,4"
#: From published collections of what spreadsheet programs run.
FORMULAS = ["=1+1", "@SUM(1+1)*cmd|' /C calc'!A0", "+1+cmd|' /C calc'!A0", "-2+3+cmd|' /C calc'!A0", "\t=1+1",
            '=HYPERLINK("https://example.org","x")', "DDE (\"cmd\";\"/C calc\";\"!A0\")A0", "–=1"]  # fmt: skip


def table(*rows: str, head: str = HEAD) -> str:
    return "\n".join([head, *rows])


def test_a_record_is_kept_and_its_rates_are_worked_out_on_both_bases(draft: Draft) -> None:
    before = draft.version.content_hash
    assert deployments.add(draft.version, table(OXFORD, "2022-02-03,Croydon,North End,1000,9,0,2"), by=draft.moss) == 2
    totals = deployments.totals(draft.version)
    assert totals is not None
    assert (totals.deployments, totals.false_per_100_000_faces, totals.false_per_100_alerts) == (2, 7.62, 5.0)
    assert totals.arrests_per_deployment == 3.0
    assert draft.version.content_hash == draft.version.compute_hash() != before


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("2022-01-28,W,P,12,120,1,4", "“alerts” is 120, more than the 12 faces"),
        ("01/28/2022,W,P,100,11,1,4", "“date” cannot be “01/28/2022”. Write 2026-01-31 or 31/01/2026."),
        ("28/01/22,W,P,100,11,1,4", "“date” cannot be “28/01/22”."),
        ("2099-01-28,W,P,100,11,1,4", "“date” is 28 January 2099, which is still to come"),
        ("2022-01-28,,P,100,11,1,4", "“borough” is empty"),
        ("2022-01-28,W,P,100,11,12,4", "“alerts_false” is 12, more than the 11 alerts"),
        ('2022-01-28,W,P,"1,00",11,1,4', "Write a whole number, such as 1204 or 1,204"),
        ('2022-01-28,W,"P,100,11,1,4', "a quotation mark is opened here and not closed"),
        ("2022-01-28,W,P,100,11,1", "6 cells, but there are 7 columns"),
        ("2022-01-28,W,P,100,11,-1,4", "“alerts_false” cannot be “-1”"),
        ("2022-01-28,W,P,9999999999,11,1,4", "“faces_seen_est” cannot be"),
        (f"2022-01-28,{'W' * 81},P,100,11,1,4", "“borough” has 81 characters"),
        (OXFORD, "the same day, time and place is there already"),
    ],
)
def test_a_fault_is_told_with_its_row_and_nothing_is_kept(draft: Draft, row: str, said: str) -> None:
    with pytest.raises(Refused) as refused:
        deployments.add(draft.version, table(OXFORD, row, "2023-01-01,W,P,100,1,0,0"), by=draft.moss)
    assert refused.value.problems[0].startswith("Nothing was kept")
    assert refused.value.problems[1].startswith("Row 3: ") and said in refused.value.problems[1]
    assert draft.version.deployments.count() == 0


def test_wrong_columns_are_named(draft: Draft) -> None:
    with pytest.raises(Refused) as refused:
        deployment_table.read("date,borough,faces,alerts,alerts_false,arrests\n")
    assert refused.value.problems == [
        "The column “faces_seen_est” is missing.",
        "There is no column “faces”.",
    ]
    with pytest.raises(Refused, match="no row"):
        deployment_table.read(HEAD)


@pytest.mark.parametrize("between", [",", ";", "\t"])
def test_a_table_is_read_as_a_spreadsheet_gives_it(between: str) -> None:
    """Copied cells stand between tabs; days and thousands are written as people here write them; a column is empty."""
    cells = [*OXFORD.split(","), ""]
    cells[0], cells[3] = "8/1/2022", '"12,120"'
    head = between.join([*HEAD.replace("_", " ").upper().split(","), ""])
    last = between.join([*OXFORD.split(",")[:6], "0", ""])
    first, second = deployment_table.read(f"{head}\r\n{between.join(cells)}\r\n{last}\r\n")
    assert (str(first.date), first.place, first.faces_seen_est) == ("2022-01-08", "Oxford Circus", 12120)
    assert (str(second.date), second.arrests) == ("2022-01-28", 0)


def test_a_quotation_mark_left_open_in_a_long_table_is_a_fault_of_its_row() -> None:
    """The reader of CSV gives up after 131,072 characters of one cell: that was an error of the page."""
    rows = [f"2022-01-{n % 28 + 1:02},W,Place {n},1000,3,1,1" for n in range(4_900)]
    rows[1] = '2022-01-02,W,"Place 1,1000,3,1,1'
    with pytest.raises(Refused) as refused:
        deployment_table.read(table(*rows))
    assert refused.value.problems[1] == f"Row 3: {deployment_table.UNREADABLE}"
    with pytest.raises(Refused, match="Row 1: a quotation mark"):
        deployment_table.read(f'"{table(*rows)}')


def test_rows_are_numbered_as_a_spreadsheet_numbers_them() -> None:
    """A cell of two lines is one row there."""
    two_lines = '2022-01-29,Westminster,"Oxford\nCircus",12120,11,1,4'
    with pytest.raises(Refused) as refused:
        deployment_table.read(table(two_lines, "2022-01-30,,P,100,11,1,4"))
    assert refused.value.problems[1:] == ["Row 3: “borough” is empty."]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp1252", "utf-16"])
def test_the_page_takes_the_whole_record_as_a_file(draft: Draft, client_for, encoding: str) -> None:
    """More than a form may hold: the most rows there may be, with every column filled."""
    address, client = reverse("edit_deployments", args=[draft.consultation.slug]), client_for(draft.moss)
    rows = [f"2022-01-{n % 28 + 1:02},W,Café {n}{'e' * 100},1000,3,1,1,{'x' * 150}" for n in range(4_000)]
    data = table(*rows, head=f"{HEAD},other_outcomes").encode(encoding)
    assert len(data) > numbers.MOST_CHARACTERS
    sent = SimpleUploadedFile("deployments.csv", data)
    assert client.post(address, {"file": sent, "table": ""}).status_code == 302
    assert draft.version.deployments.count() == 4_000
    assert draft.version.deployments.filter(place__startswith="Café").count() == 4_000


def test_every_column_is_read_and_comes_back_the_same() -> None:
    head = ",".join(deployment_table.COLUMNS)
    row = "2026-01-31,14:30:00,18:00:00,W,P,hotspot,van,9756,12120,11,9,1,1,7,4,Two warned,24,y,0.640,https://example.org/r"
    (read,) = deployment_table.read(f"{head}\n{row}")
    assert (read.signs, str(read.threshold), read.reason, read.camera) == (True, "0.640", "hotspot", "van")
    with pytest.raises(Refused, match="Nothing"):
        deployment_table.read(f"{head}\n{row.replace(',9,1,1,', ',9,1,2,')}")


def test_formulas_are_neutral_in_the_export_and_come_back_as_they_were(draft: Draft) -> None:
    rows = [f'2026-01-{n + 1:02},W,"{f.replace(chr(34), chr(34) * 2)}",100,1,0,0' for n, f in enumerate(FORMULAS)]
    deployments.add(draft.version, table(*rows), by=draft.moss)
    out = list(csv.DictReader(io.StringIO(deployments.as_csv(draft.version))))
    assert [row["place"][:1] in "=+-@\t–" for row in out if row["place"] != "x"].count(True) == 0
    assert [csv_text(row["place"]) for row in out] == [f.strip() for f in FORMULAS]


def test_a_deployment_counts_once_whichever_table_names_it(draft: Draft) -> None:
    """A second press, a second tab, a table of the whole year after one of its spring."""
    deployments.add(draft.version, table(OXFORD), by=draft.moss)
    told = deployments.totals(draft.version)
    for again in (table(OXFORD), table(OXFORD.upper()), deployments.as_csv(draft.version)):
        with pytest.raises(Refused) as refused:
            deployments.add(draft.version, again, by=draft.moss)
        assert "Row 2: the same day, time and place is there already." in refused.value.problems
    assert deployments.totals(draft.version) == told
    deployments.take_out(draft.version, by=draft.moss)
    assert deployments.add(draft.version, table(OXFORD), by=draft.moss) == 1


def test_five_thousand_rows_and_no_more(draft: Draft) -> None:
    rows = [f"2026-01-{n % 28 + 1:02},W,Place {n},1000,3,1,1" for n in range(deployment_table.MOST_ROWS)]
    assert deployments.add(draft.version, table(*rows), by=draft.moss) == deployment_table.MOST_ROWS
    with pytest.raises(Refused, match="At most 5,000"):
        deployments.add(draft.version, table(OXFORD), by=draft.moss)
    deployments.take_out(draft.version, by=draft.moss)
    assert deployments.totals(draft.version) is None


def test_the_page_takes_a_table_and_keeps_what_was_refused(draft: Draft, client_for) -> None:
    address = reverse("edit_deployments", args=[draft.consultation.slug])
    client = client_for(draft.moss)
    answer = client.post(address, {"table": table("2022-01-28,W,P,12,120,1,4")})
    assert answer.status_code == 422
    text = answer.content.decode()
    assert "Row 2: “alerts” is 120" in text and "2022-01-28,W,P,12,120,1,4" in text
    assert client.post(address, {"table": table(OXFORD)}).status_code == 302
    page = client.get(address).content.decode()
    assert "9.09" in page and "Oxford Circus" in page


def test_everybody_who_reads_the_briefing_reads_the_record(draft: Draft, client_for) -> None:
    deployments.add(draft.version, table(OXFORD), by=draft.moss)
    address = reverse("deployments_csv", args=[draft.consultation.slug])
    assert client_for(draft.outsider).get(address).status_code == 404
    answer = client_for(draft.hale).get(address)
    assert answer["Content-Type"].startswith("text/csv") and "Oxford Circus" in answer.content.decode()
    assert answer.content.startswith("\ufeff".encode())  # or Excel garbles a Welsh name


def test_residents_read_at_how_many_deployments_signs_were_up(draft: Draft, client_for) -> None:
    """T80: counted, and what the record leaves out is no sign."""
    rows = [OXFORD.replace("28", day) + answer for day, answer in (("26", ",y"), ("27", ",n"), ("28", ","))]
    deployments.add(draft.version, table(*rows, head=f"{HEAD},signs"), by=draft.moss)
    said = "Signs were up at 1 of 3 deployments, none at 1. Of 1 the record does not say."
    page = client_for(draft.moss).get(reverse("briefing", args=[draft.consultation.slug])).content.decode()
    assert page.count(said) == 2, "with the record, and where people ask how they will know"
    deployments.take_out(draft.version, by=draft.moss)
    deployments.add(draft.version, table(OXFORD), by=draft.moss)
    totals = deployments.totals(draft.version)
    assert totals is not None and "does not say at which" in totals.signs_said
