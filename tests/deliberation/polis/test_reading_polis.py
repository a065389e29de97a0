"""Reading a whole Polis export."""

import subprocess
import sys
from datetime import UTC, datetime

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deliberation.polis import matrix as polis_matrix
from deliberation.polis.export import read_export
from deliberation.polis.model import MISSING, PolisError
from tests.deliberation.importing.polis_files import COMMENTS, START, comments, people, votes, write


def test_needs_no_django():
    code = (
        "import sys, deliberation.polis.export, deliberation.transcripts.reading as t\n"
        "t.read_transcript_bytes(b'Amina: Hello', name='x')\n"
        "assert not any(m == 'django' or m.startswith('django.') for m in sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_statements_people_and_votes(tmp_path):
    comments(tmp_path, 4, 2)
    votes(tmp_path, [(1, 2, 9, 1), (2, 4, 3, -1), (3, 4, 9, 0)])
    export = read_export(tmp_path)
    assert [s.id for s in export.statements] == [4, 2]
    assert export.statements[0].at == datetime(2017, 7, 14, 2, 40, tzinfo=UTC)
    assert (export.statements[0].author_id, export.statements[0].moderated) == (7, 1)
    assert export.participants == (3, 9)
    assert export.votes.dtype == np.int8
    assert export.votes.tolist() == [[-1, MISSING], [0, 1]]
    assert export.tallies() == {4: (0, 1, 1), 2: (1, 0, 0)}
    with pytest.raises(ValueError, match="read-only"):
        export.votes[0, 0] = 1


def test_last_vote_counts_and_a_tie_goes_to_the_later_row(tmp_path):
    comments(tmp_path, 0, 1)
    votes(tmp_path, [(9, 0, 1, -1), (5, 0, 1, 1), (7, 1, 1, 1), (7, 1, 1, 0)])
    assert read_export(tmp_path).tallies() == {0: (0, 1, 0), 1: (0, 0, 1)}


def test_text_stays_as_it_is(tmp_path):
    body = 'He said "no",\r\nthen &amp; &#x27;yes&#x27;\x07\nعدل'
    quoted = '"' + body.replace('"', '""') + '"'
    write(tmp_path / "comments.csv", f"\ufeff{COMMENTS}\r\n{START},x,0,7,0,0,-1,{quoted}\r\n\r\n")
    votes(tmp_path, [])
    export = read_export(tmp_path)
    assert export.statements[0].text == body
    assert export.votes.shape == (0, 1) and export.tallies() == {0: (0, 0, 0)}


def test_columns_are_found_by_name(tmp_path):
    header = "Importance,comment-body,Comment-ID,moderated,author-id,timestamp"
    write(tmp_path / "comments.csv", f"{header}\n5,Hello,3,0,1,{START}\n")
    write(tmp_path / "votes.csv", f"vote,extra,voter-id,comment-id,timestamp\n-1,?,8,3,{START}\n")
    assert read_export(tmp_path).tallies() == {3: (0, 1, 0)}


@pytest.mark.parametrize("name", ["participants-votes.csv", "participant-votes.csv"])
def test_the_matrix_file_alone_is_enough(tmp_path, name):
    comments(tmp_path, 0, 1)
    people(tmp_path, "5,,0,1,0,1,,-1\n2,1,0,2,1,0,1,0\n4,0,0,0,0,0,,\n")
    (tmp_path / "participants-votes.csv").rename(tmp_path / name)
    export = read_export(tmp_path)
    assert export.source == name and export.warnings == ()
    assert export.participants == (2, 4, 5)
    assert export.votes.tolist() == [[1, 0], [MISSING, MISSING], [MISSING, -1]]


def test_both_files_must_be_about_the_same_people(tmp_path):
    comments(tmp_path, 0, 1)
    votes(tmp_path, [(1, 0, 5, 1)])
    people(tmp_path, "5,,0,1,1,0,1,\n6,,0,0,0,0,,\n")
    assert read_export(tmp_path).participants == (5,)
    people(tmp_path, "5,,0,1,1,0,1,\n6,,0,1,0,1,,-1\n")
    with pytest.raises(PolisError, match=r"votes.csv: It lacks .* participants-votes.csv: 6"):
        read_export(tmp_path)
    people(tmp_path, "6,,0,0,0,0,,\n")
    with pytest.raises(PolisError, match=r"participants-votes.csv: It lacks .* votes.csv: 5"):
        read_export(tmp_path)


def test_differing_votes_are_counted_and_one_file_decides(tmp_path):
    comments(tmp_path, 0, 1)
    votes(tmp_path, [(1, 0, 5, -1), (2, 0, 5, 1), (1, 1, 5, 1)])
    people(tmp_path, "5,,0,3,0,1,-1,1\n")
    export = read_export(tmp_path)
    assert export.tallies()[0] == (1, 0, 0) and not export.lacks
    assert [w.split(": ")[-1] for w in export.warnings] == [
        "1 row whose own votes are counted wrongly.",
        "participants-votes.csv and votes.csv differ on 1 vote.",
    ]
    assert read_export(tmp_path, prefer="participants").tallies()[0] == (0, 1, 0)
    with pytest.raises(ValueError, match="prefer"):
        read_export(tmp_path, prefer="neither")


def test_what_no_change_of_mind_explains_is_refused_or_said(tmp_path):
    comments(tmp_path, 0, 1)
    votes(tmp_path, [(1, 0, 5, 1), (1, 0, 6, 1), (1, 1, 6, 1)])
    people(tmp_path, "5,,0,1,0,1,-1,\n6,,0,1,1,0,1,\n")
    with pytest.raises(PolisError, match="The files differ: .* or say that you have looked"):
        read_export(tmp_path)
    assert read_export(tmp_path, accept_differences=True).lacks == (
        "participants-votes.csv has 1 vote that votes.csv has not. "
        "participants-votes.csv lacks 1 vote that votes.csv has."
    )


def test_files_in_memory_are_read_as_those_in_a_folder(tmp_path):
    comments(tmp_path, 0, 1)
    votes(tmp_path, [(1, 0, 5, 1), (1, 1, 6, -1)])
    sent = {one.name: one.read_bytes() for one in tmp_path.iterdir()}
    assert read_export(sent).tallies() == read_export(tmp_path).tallies() == {0: (1, 0, 0), 1: (0, 1, 0)}
    with pytest.raises(PolisError, match="comments.csv: The file is missing"):
        read_export({"votes.csv": sent["votes.csv"]})


def test_swapped_signs_are_refused(tmp_path):
    rows = f"{START},x,0,7,5,1,1,One\n{START},x,1,7,0,4,1,Two\n"
    write(tmp_path / "comments.csv", f"{COMMENTS}\n{rows}")
    given_votes = [(1, 0, p, 1) for p in range(5)] + [(1, 0, 5, -1)] + [(1, 1, p, -1) for p in range(4)]
    votes(tmp_path, given_votes)
    assert read_export(tmp_path).tallies() == {0: (5, 1, 0), 1: (0, 4, 0)}
    votes(tmp_path, [(at, statement, person, -vote) for at, statement, person, vote in given_votes])
    with pytest.raises(PolisError, match="swapped"):
        read_export(tmp_path)


def test_progress_is_told_and_ends_at_the_end(tmp_path):
    comments(tmp_path, 0)
    votes(tmp_path, [(n, 0, n, 1) for n in range(12_000)])
    told = []
    read_export(tmp_path, progress=lambda *step: told.append(step))
    size = (tmp_path / "votes.csv").stat().st_size
    steps = [done for file, done, total in told if file == "votes.csv" and total == size]
    assert len(steps) >= 4 and steps == sorted(steps) and steps[-1] == size


def test_the_matrix_grows_past_its_first_size_and_is_capped(tmp_path, monkeypatch):
    comments(tmp_path, 0, 1)
    votes(tmp_path, [(1, p % 2, p, 1) for p in range(300)])
    export = read_export(tmp_path)
    assert export.votes.shape == (300, 2)
    assert np.count_nonzero(export.votes == 1) == 300
    monkeypatch.setattr(polis_matrix, "MOST_CELLS", 400)
    with pytest.raises(PolisError, match="line 202: People times statements is more than 400"):
        read_export(tmp_path)


distinct_votes = st.lists(
    st.tuples(st.integers(0, 10**6), st.integers(0, 4), st.integers(0, 150), st.sampled_from((-1, 0, 1))),
    max_size=200,
    unique_by=lambda row: row[0],
)


@settings(max_examples=40, deadline=None)
@given(rows=distinct_votes, data=st.data())
def test_tallies_equal_a_plain_count_in_any_row_order(tmp_path_factory, rows, data):
    folder = tmp_path_factory.mktemp("export")
    comments(folder, *range(5))
    votes(folder, data.draw(st.permutations(rows)))
    last = {(person, statement): vote for _, statement, person, vote in sorted(rows)}
    plain = {
        number: tuple(sum(1 for (_, s), vote in last.items() if s == number and vote == kind) for kind in (1, -1, 0))
        for number in range(5)
    }
    export = read_export(folder)
    assert export.tallies() == plain
    assert export.participants == tuple(sorted({person for person, _ in last}))
