"""Plain text: notes and times."""

import pytest

from tests.deliberation.transcripts.transcripts import doubts, read, said


@pytest.mark.parametrize(
    ("line", "note"),
    [
        ("Note: laughter", "laughter"),
        ("[Note] laughter", "laughter"),
        ("[NOTE: laughter]", "laughter"),
        ("[note]: laughter", "laughter"),
    ],
)
def test_notes(line, note):
    transcript = read(f"Amina: I think\n{line}\n\nthat we should\nBen: Yes.")
    assert [(u.speaker, u.text, u.is_note, u.role) for u in transcript.utterances] == [
        ("Amina", "I think", False, "participant"),
        ("", note, True, "facilitator"),
        ("Amina", "that we should", False, "participant"),
        ("Ben", "Yes.", False, "participant"),
    ]
    assert transcript.speakers == ("Amina", "Ben")


def test_a_note_runs_to_the_empty_line_with_a_warning():
    text = "Amina: I think\nNote: they were\nquite loud\n\nso"
    assert said(text) == [("Amina", "I think"), ("", "they were\nquite loud"), ("Amina", "so")]
    assert (3, "quite loud") in doubts(text)


@pytest.mark.parametrize(
    ("line", "seconds"),
    [
        ("[00:12:04] Amina: Hi", 724),
        ("[12:04] Amina: Hi", 724),
        ("(1:00:00.5) Amina: Hi", 3600.5),
        ("00:12:04 Amina: Hi", 724),
        ("00:12:04 - Amina: Hi", 724),
        ("Amina [00:12:04]: Hi", 724),
        ("[00:12:04]\nAmina: Hi", 724),
        ("[00:12:04]\n\nAmina:\nHi", 724),
        ("Amina: Hi", None),
    ],
)
def test_times(line, seconds):
    (only,) = read(line).utterances
    assert (only.speaker, only.text, only.start_seconds) == ("Amina", "Hi", seconds)


def test_a_time_belongs_to_the_next_turn_only():
    times = [u.start_seconds for u in read("[0:01]\nP1: a\nP2: b\n[0:03] Note: c\n[0:04]\nP1: d").utterances]
    assert times == [1, None, 3, 4]
    assert said("P1: a\n[0:05] and so on\nP2: b")[0] == ("P1", "a\n[0:05] and so on")
