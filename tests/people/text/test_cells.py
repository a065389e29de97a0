"""Cells of a spreadsheet: nothing runs, nothing harmless is touched, everything comes back."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from people.text.spreadsheets import csv_cell, csv_text

RUNS = [
    "=1+1", "=", "= 2", "+A1", "-B2", "@SUM(A1)", "-sum(1)", "+cmd|'/c x'!A0", "\t=1", "\r=1", "\n@x(1)", " =1",
    "\u00a0=1", "\u200b=1", "\ufeff=1", "＝1", "＋A1", "＠SUM(1)", "﹦1", "−SUM(1)", "–", "@", "+", ";=1", '"=1', "'=1",
    "--x", "-2+3+cmd|' /C calc'!A0", "- SUM (1)", "DDE(\"a\";\"b\")", "cmd|' /C x'!A0", "powershell -c x",
    "javascript:x", "data:text/html,x", "<b>x</b>",
]  # fmt: skip
HARMLESS = [
    "", "   ", "Fine", "-5", "-5.5%", "+3°C", "−5", "+44 (0)20 7946 0958", "07700 900123", "+1-555-1234",
    "- a list item",
    "– said with a dash", "@moss: thank you!", "@moss", "a=b", "5 - 3", "3 < 4", "data protection", "I said “=”",
    "'tis", "cmd", "bash it", "#1", "50%", "£5", "(maybe)",
]  # fmt: skip


@pytest.mark.parametrize("text", RUNS)
def test_what_would_run_is_marked(text: str) -> None:
    assert csv_cell(text) == "'" + text


@pytest.mark.parametrize("text", HARMLESS)
def test_harmless_texts_stay(text: str) -> None:
    assert csv_cell(text) == text


@pytest.mark.parametrize(("value", "cell"), [(None, ""), (-5, "-5"), (0.5, "0.5"), (True, "True")])
def test_values_that_are_no_text(value: object, cell: str) -> None:
    assert csv_cell(value) == cell


@given(st.one_of(st.text(), st.sampled_from(RUNS), st.sampled_from(RUNS).map(lambda text: "'" + text)))
def test_everything_comes_back_through_a_file(text: str) -> None:
    if "\x00" in text or any("\ud800" <= sign <= "\udfff" for sign in text):
        return  # never stored
    file = io.StringIO(newline="")
    csv.writer(file, quoting=csv.QUOTE_ALL).writerow([csv_cell(text)])
    file.seek(0)
    assert csv_text(next(csv.reader(file))[0]) == text
