"""Transcripts that cannot be read are refused with every line at once."""

import pickle

import pytest

from deliberation.transcripts import model, reading, turns
from deliberation.transcripts.model import LineProblem, TranscriptError
from deliberation.transcripts.reading import read_transcript, read_transcript_bytes


def refused(data: str | bytes, name: str = "x.txt") -> list[LineProblem]:
    with pytest.raises(TranscriptError) as caught:
        read_transcript_bytes(data.encode() if isinstance(data, str) else data, name=name)
    return caught.value.problems


def test_every_problem_comes_at_once_in_line_order():
    long = "y" * 10_001
    text = (
        f"some words\nmore words\nAmina: {long}\nP1: bell\x07\n[00:75:00] P2: hi\n"
        "Deputy Assistant Commissioner For Local Policing North: hello\nOne Two Three Four Five Six: hi\n"
    )
    found = refused(text)
    assert [problem.line for problem in found] == [1, 2, 3, 4, 5, 6, 7]
    expected = ["before any", "before any", "longer than 10,000", "code 7", "not a time", "40 characters", "5 words"]
    for problem, words in zip(found, expected, strict=True):
        assert words in problem.problem
    assert found[3].text == "P1: bell�"


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (b"", "empty"),
        (b" \r\n\t\n", "empty"),
        (b"\xef\xbb\xbf", "empty"),
        (b"\xff\xfe\n\0", "empty"),
        (b"Just some words.\nAnd more.", "No line starts with a speaker"),
        (b"Note: only a note", "No line starts with a speaker"),
        (b"Title: Night\nDate: today", "No line starts with a speaker"),
        (b"Amina:\nBen:\n", "Nobody says anything"),
        (b"Amina: a\0b", "NUL"),
        (b"%PDF-1.7", "a PDF"),
        (b"{\\rtf1 Amina: hi}", "RTF"),
        (b"\x89PNG\r\n", "a picture"),
        (b"\xff\xfe\0\0A\0\0\0", "UTF-32"),
        ("1\n00:00:01,000 --> 00:00:02,000\nAmina: Hi", "not WEBVTT"),
    ],
)
def test_whole_files(data, problem):
    found = refused(data)
    assert len(found) == 1 and problem in found[0].problem


def test_a_vtt_name_needs_a_vtt_file():
    assert "not WEBVTT" in refused("Amina: Hi", name="a.VTT")[0].problem


def test_old_windows_text_is_read_with_a_warning():
    data = "Amina: Hello.\r\nAmina: “Café” – £5…\r\n".encode("cp1252")
    transcript = read_transcript_bytes(data, name="x.txt")
    assert transcript.utterances[1].text == "“Café” – £5…"
    assert [(w.line, "Windows-1252" in w.problem) for w in transcript.warnings] == [(2, True)]
    same = read_transcript_bytes(data.decode("cp1252").encode(), name="x.txt")
    assert same.fingerprint == transcript.fingerprint and same.warnings == ()


@pytest.mark.parametrize(
    ("data", "lines"),
    [
        ("Amina: Café\n".encode() + "Ben: Café\nAmina: So\n".encode("cp1252"), [2]),
        ("Amina: it’s ".encode() + "Café\n".encode("cp1252"), [1]),
        (b"Amina: a\nBen: \x81 \xe9\nAmina: \x8d\n", [2, 3]),
        ("Amina: a\nBen: b".encode("utf-16")[:-1], [2]),
        ("\ufeffAmina: a\nBen: ".encode("utf-16-be") + b"\xd8\x00\0a", [2]),
    ],
)
def test_mixed_encodings(data, lines):
    found = refused(data)
    assert [problem.line for problem in found] == lines
    assert all("UTF" in problem.problem for problem in found)


def test_sizes_are_capped(monkeypatch, tmp_path):
    monkeypatch.setattr(turns, "MOST_UTTERANCES", 3)
    assert len(read_transcript_bytes(b"P1: a\nP2: b\nP1: c", name="x").utterances) == 3
    (found,) = refused("P1: a\nP2: b\nP1: c\nP2: d\nP1: e")
    assert "more than 3 turns" in found.problem
    monkeypatch.setattr(reading, "LARGEST_FILE", 20)
    path = tmp_path / "big.txt"
    path.write_text("P1: a\n" * 10)
    with pytest.raises(TranscriptError, match="larger than 20 bytes"):
        read_transcript(path)


def test_the_last_turn_counts_towards_the_cap(monkeypatch):
    monkeypatch.setattr(turns, "MOST_UTTERANCES", 3)
    assert "more than 3 turns" in refused("P1: a\nP2: b\nP1: c\nP2: d")[0].problem


def test_a_flood_of_problems_is_cut():
    found = refused("words\n" * 1000 + "Amina: Hi")
    assert len(found) == model.MOST_PROBLEMS + 1
    assert found[-1].problem == "There are 800 more problems."


def test_files_that_cannot_be_opened(tmp_path):
    with pytest.raises(TranscriptError, match="no such file"):
        read_transcript(tmp_path / "absent.txt")
    with pytest.raises(TranscriptError, match="cannot be opened"):
        read_transcript(tmp_path)


def test_fingerprints_differ_when_anything_said_differs():
    texts = ["P1: a\nP2: b", "P1: a\nP2: c", "P2: a\nP1: b", "P1: a\nNote: b", "[0:01] P1: a\nP2: b", "P1: a\nb"]
    prints = {read_transcript_bytes(text.encode(), name="x").fingerprint for text in texts}
    assert len(prints) == len(texts)
    named = [read_transcript_bytes(texts[0].encode(), name=n, facilitators=f) for n, f in (("x", ()), ("y", {"p1"}))]
    assert named[0].fingerprint == named[1].fingerprint


def test_the_error_survives_a_process_boundary():
    fault = TranscriptError([LineProblem(2, "hm", "Bad.")])
    again = pickle.loads(pickle.dumps(fault))
    assert again.problems == fault.problems and str(again) == "Line 2: Bad. “hm”"
