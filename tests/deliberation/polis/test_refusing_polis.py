"""Damaged Polis exports are refused with the file, the line and the reason."""

import pickle

import pytest

from deliberation.polis import rows as polis_rows
from deliberation.polis import statements as polis_statements
from deliberation.polis.export import read_export
from deliberation.polis.model import PolisError
from tests.deliberation.importing.polis_files import COMMENTS, START, VOTES, comments, people, votes, write

GOOD = f"{START},x,0,7,0,0,1,Hello\n"
LONG = "y" * 10_001


def refused(folder) -> PolisError:
    with pytest.raises(PolisError) as caught:
        read_export(folder)
    return caught.value


@pytest.mark.parametrize(
    ("text", "row", "problem"),
    [
        ("", 0, "empty"),
        ("\n\n", 0, "empty"),
        (f"{COMMENTS}\n", 1, "no statements"),
        (f"{COMMENTS.replace('moderated', 'state')}\n{GOOD}", 1, "“moderated” is missing"),
        (f"{COMMENTS.replace('datetime', 'comment-id')}\n{GOOD}", 1, "more than once"),
        (f"{COMMENTS}\n{GOOD}{START},x,1,7,0,0,1\n", 3, "7 columns where the header has 8"),
        (f"{COMMENTS}\n{GOOD}{START},x,1,7,0,0,1,a,b\n", 3, "9 columns where the header has 8"),
        (f"{COMMENTS}\n{GOOD}{GOOD}", 3, "0 is there twice"),
        (f"{COMMENTS}\n{START},x,one,7,0,0,1,a\n", 2, "“one” in column “comment-id”"),
        (f"{COMMENTS}\n{START},x,1.0,7,0,0,1,a\n", 2, "“1.0” in column “comment-id”"),
        (f"{COMMENTS}\n{START},x,1_0,7,0,0,1,a\n", 2, "not a whole number"),
        (f"{COMMENTS}\n{START},x,٣,7,0,0,1,a\n", 2, "not a whole number"),
        (f"{COMMENTS}\n{START},x,{'9' * 40},7,0,0,1,a\n", 2, "not a whole number"),
        (f"{COMMENTS}\n{START},x,-1,7,0,0,1,a\n", 2, "below zero"),
        (f"{COMMENTS}\n{START},x,1,,0,0,1,a\n", 2, "column “author-id”"),
        (f"{COMMENTS}\n{START},x,1,7,0,0,2,a\n", 2, "must be -1, 0 or 1"),
        (f"{COMMENTS}\n{START},x,1,7,{10**12},0,1,a\n", 2, "cannot be right"),
        (f"{COMMENTS}\n{START // 1000},x,1,7,0,0,1,a\n", 2, "milliseconds"),
        (f"{COMMENTS}\n{START},x,1,7,1,0,1, \n", 2, "no text"),
        (f"{COMMENTS}\n{START},x,1,7,0,0,1,{LONG}\n", 2, "longer than 10,000"),
        (f'{COMMENTS}\n{START},x,1,7,0,0,1,"two\nlines"\n{START},x,2,7,0,0,1\n', 4, "7 columns"),
        (f'{COMMENTS}\n{GOOD}{START},x,1,7,0,0,1,"cut\nshort', 3, "never closed"),
        (f'{COMMENTS}\n{GOOD}{START},x,1,7,0,0,1,"cut\n' + "z\n" * 90_000, 3, "quotation mark"),
        (f'{COMMENTS}\n{START},x,1,7,0,0,1,"a"b\n', 2, "cannot be read as CSV"),
        (f"{COMMENTS}\n{GOOD}{START},x,1,7,0,0,1,a\0b\n", 3, "NUL"),
        (f"{COMMENTS}\n{GOOD}{START},x,1,7,0,0,1,caf".encode() + b"\xe9\n", 3, "not UTF-8"),
        (f"{COMMENTS}\n{GOOD}".encode("utf-16"), 1, "UTF-16"),
        (f"{COMMENTS}\r{GOOD}", 1, "cannot be read as CSV"),
    ],
)
def test_comments(tmp_path, text, row, problem):
    write(tmp_path / "comments.csv", text)
    votes(tmp_path, [])
    fault = refused(tmp_path)
    assert (fault.file, fault.row) == ("comments.csv", row)
    assert problem in fault.problem


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        (f"{START},x,0,1,2", "“2” is not 1 (agree)"),
        (f"{START},x,0,1,", "“” is not 1"),
        (f"{START},x,0,1,+1", "“+1” is not 1"),
        (f"{START},x,9,1,1", "9 is not in comments.csv"),
        (f"{START},x,0,-4,1", "-4 is below zero"),
        (f"{START},x,0,me,1", "column “voter-id”"),
        ("then,x,0,1,1", "column “timestamp”"),
        ("5000000000000,x,0,1,1", "between 2000 and 2100"),
        (f"{START},x,0,1", "4 columns"),
    ],
)
def test_votes(tmp_path, row, problem):
    comments(tmp_path, 0)
    write(tmp_path / "votes.csv", f"{VOTES}\n{START},x,0,1,1\n{row}\n")
    fault = refused(tmp_path)
    assert (fault.file, fault.row) == ("votes.csv", 3)
    assert problem in fault.problem


@pytest.mark.parametrize("name", ["timestamp", "comment-id", "voter-id", "vote"])
def test_a_missing_votes_column(tmp_path, name):
    comments(tmp_path, 0)
    header = ",".join("other" if column == name else column for column in VOTES.split(","))
    write(tmp_path / "votes.csv", header + "\n")
    assert f"“{name}” is missing" in refused(tmp_path).problem


@pytest.mark.parametrize(
    ("text", "row", "problem"),
    [
        ("", 0, "empty"),
        ("participant,group-id\n1,0\n", 1, "no statement columns"),
        ("person,0,1\n1,0,0\n", 1, "“participant” is missing"),
        ("participant,0,1,0\n1,0,0,0\n", 1, "0 is there twice"),
        ("participant,0,01,1\n1,0,0,0\n", 1, "1 is there twice"),
        ("participant,0,7\n1,0,0\n", 1, "7 is not in comments.csv"),
        ("participant,0,1\n1,0,0\n1,1,1\n", 3, "1 is there twice"),
        ("participant,0,1\n1,0,0.5\n", 2, "“0.5” is not 1"),
        ("participant,0,1\n1,0\n", 2, "2 columns"),
        ("participant,0,1\n-1,0,0\n", 2, "below zero"),
        ("participant,n-votes,0,1\n1,few,0,0\n", 2, "column “n-votes”"),
    ],
)
def test_people(tmp_path, text, row, problem):
    comments(tmp_path, 0, 1)
    write(tmp_path / "participants-votes.csv", text)
    fault = refused(tmp_path)
    assert (fault.file, fault.row) == ("participants-votes.csv", row)
    assert problem in fault.problem


def test_missing_files_and_folders(tmp_path):
    assert "no such folder" in refused(tmp_path / "absent").problem
    assert str(refused(tmp_path)) == "comments.csv: The file is missing."
    comments(tmp_path, 0)
    assert "and so is participants-votes.csv" in refused(tmp_path).problem
    (tmp_path / "votes.csv").mkdir()
    assert "cannot be opened" in refused(tmp_path).problem


def test_sizes_are_capped(tmp_path, monkeypatch):
    comments(tmp_path, 0, 1, 2)
    people(tmp_path, "")
    monkeypatch.setattr(polis_statements, "MOST_STATEMENTS", 2)
    assert refused(tmp_path).row == 4
    monkeypatch.setattr(polis_rows, "LONGEST_LINE", 50)
    assert "longer than 50 bytes" in refused(tmp_path).problem
    monkeypatch.setattr(polis_rows, "LARGEST_FILE", 50)
    assert "larger than 50 bytes" in refused(tmp_path).problem


def test_the_error_survives_a_process_boundary():
    fault = pickle.loads(pickle.dumps(PolisError("votes.csv", 3, "Bad.")))
    assert (fault.file, fault.row, str(fault)) == ("votes.csv", 3, "votes.csv, line 3: Bad.")
