"""Transcripts that cannot be read are refused with every line at once."""

import pickle

import pytest

from deliberation.transcripts import reading, turns
from deliberation.transcripts.model import LineProblem, TranscriptError
from deliberation.transcripts.reading import read_transcript, read_transcript_bytes


def refused(data: str | bytes, name: str = "x.txt") -> list[LineProblem]:
    with pytest.raises(TranscriptError) as caught:
        read_transcript_bytes(data.encode() if isinstance(data, str) else data, name=name)
    return caught.value.problems


def test_what_once_was_refused_is_read_and_nothing_is_lost():
    text = (
        "some words\nmore words\nAmina: yes\nP1: bell\x07\nP2: hi\n[00:75:00] P2: hi\n"
        "Deputy Assistant Commissioner For Local Policing North: hello\nOne Two Three Four Five Six: hi\n"
    )
    transcript = read_transcript_bytes(text.encode(), name="x.txt")
    assert [u.text for u in transcript.held] == ["some words\nmore words"]
    assert transcript.speakers[-2:] == (
        "Deputy Assistant Commissioner For Local Policing North", "One Two Three Four Five Six"
    )  # fmt: skip
    assert transcript.utterances[2].text == "bell"
    assert transcript.words.missing == 0


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (b"", "empty"),
        (b" \r\n\t\n", "empty"),
        (b"\xef\xbb\xbf", "empty"),
        (b"\xff\xfe\n\0", "empty"),
        (b"Title: Night\nDate: today", "Nobody says anything"),
        (b"Amina:\nBen:\n", "Nobody says anything"),
        (b"Amina: a\0b", "NUL"),
        (b"%PDF-1.7", "a PDF"),
        (b"{\\rtf1 Amina: hi}", "RTF"),
        (b"\x89PNG\r\n", "a picture"),
    ],
)
def test_whole_files(data, problem):
    found = refused(data)
    assert len(found) == 1 and problem in found[0].problem


def test_old_windows_text_is_read_with_a_warning():
    data = "Amina: Hello.\r\nAmina: “Café” – £5…\r\n".encode("cp1252")
    transcript = read_transcript_bytes(data, name="x.txt")
    assert transcript.utterances[1].text == "“Café” – £5…"
    assert [(w.line, "Windows-1252" in w.problem) for w in transcript.warnings] == [(2, True)]
    same = read_transcript_bytes(data.decode("cp1252").encode(), name="x.txt")
    assert same.fingerprint == transcript.fingerprint and same.warnings == ()


@pytest.mark.parametrize(
    ("data", "lines", "words"),
    [
        ("Amina: Café\n".encode() + "Ben: Café\nAmina: So\n".encode("cp1252"), [2], "Café"),
        ("Ben: it’s ".encode() + "Café\n".encode("cp1252"), [1], "it’s Café"),
        (b"Ben: \x81 \xe9\nAmina: b\nAmina: c", [1], "\ufffd é"),
        ("Amina: a\nBen: b".encode("utf-16")[:-1], [2], "\ufffd"),
        ("Ben: Ŵy\nAmina: a".encode("utf-16-le"), [], "Ŵy"),
        ("Ben: Ŵy\nAmina: a".encode("utf-16-be"), [], "Ŵy"),
        ("Ben: Ŵy\nAmina: a".encode("utf-32"), [], "Ŵy"),
    ],
)
def test_encodings_are_guessed_aloud(data, lines, words):
    transcript = read_transcript_bytes(data, name="x.txt")
    guessed = [w.line for w in transcript.warnings if "Windows" in w.problem or "�" in w.problem]
    assert guessed == lines
    assert next(u.text for u in transcript.utterances if u.speaker == "Ben") == words


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
