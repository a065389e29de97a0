"""Plain text: who speaks, what is a note, what is a time."""

import pytest

from deliberation.transcripts.reading import read_transcript, read_transcript_bytes
from tests.deliberation.transcripts.transcripts import doubts, read, said


def test_a_file_from_disk(tmp_path):
    path = tmp_path / "session-1.txt"
    path.write_text("Amina: Hello.\nBen: Hi.\nAmina: Bye.\n", encoding="utf-8")
    transcript = read_transcript(str(path))
    assert transcript.title == "session-1"
    assert transcript.speakers == ("Amina", "Ben")
    assert [u.line for u in transcript.utterances] == [1, 2, 3]


def test_continuation_lines_and_paragraphs():
    assert said("Amina: One\ntwo\n\n\n\nthree\n\nBen:\nfour") == [
        ("Amina", "One\ntwo\n\nthree"),
        ("Ben", "four"),
    ]


@pytest.mark.parametrize(
    "label",
    [
        "Amina",
        "Group 1 / Speaker 4",
        "MOSS (facilitator)",
        "P3",
        "Dr. O’Neil-Shah",
        "Maria de la Cruz",
        "d'Arcy Jones".title(),
        "A. B. Okoro",
        "أمينة",
        "王小明",
        "Will",
        "Woman at back",
        "Speaker one",
        "PC 1234",
        "Samira_02",
    ],
)
def test_names(label):
    assert said(f"{label}: Yes.\nZed: No.\n{label}: Well.")[0] == (label, "Yes.")


@pytest.mark.parametrize(
    "line",
    [
        "The question is: who pays?",
        "http://example.org is where I read it",
        "https://example.org: a page",
        "10:30 is when we start",
        "10:30: we start",
        "At 10: we start",
        "3: the third point",
        "Remember: be kind",
        "First: the cost",
        "Why not: it is cheap",
        "I asked them: who decides?",
        "Cameras, drones, vans: all of them",
        "What matters most to us here is simple: trust",
        "Wait! Stop: now",
        "so: what now",
        "and that is all: the end",
        "Enough. Stop: now",
    ],
)
def test_sentences_with_a_colon_are_words(line):
    assert said(f"Amina: Hello.\n{line}\nAmina: Bye.") == [("Amina", f"Hello.\n{line}"), ("Amina", "Bye.")]


def test_a_name_that_comes_once_is_pointed_out():
    assert doubts("Amina: Hello.\nBen: it lets them search.\nAmina: Bye.") == [(2, "Ben")]
    assert doubts("P1: a\nP2: b\nP3: c") == []
    assert doubts("[00:01] Amina: a\nMoss (chair): b\n") == []


def test_what_looks_like_a_name_and_is_not_understood_is_held_whole():
    text = (
        "Amina: Hi.\nRemember: be kind.\nbob: yes.\nand more\nThe woman at the back: hm.\n"
        "Section 60: it lets them search.\nAmina: Bye."
    )
    transcript = read(text)
    assert said(text)[0] == ("Amina", "Hi.\nRemember: be kind.")
    assert [(u.line, u.looks_like, u.text) for u in transcript.held] == [
        (3, "bob", "bob: yes.\nand more"),
        (5, "The woman at the back", "The woman at the back: hm."),
        (6, "Section 60", "Section 60: it lets them search."),
    ]
    assert {u.role for u in transcript.held} == {"nobody"}
    assert [line for line, _ in doubts(text)] == [2, 3, 5, 6]
    assert transcript.words.missing == 0


def test_small_words_make_a_name_when_they_come_again():
    for jumper in ("Pink jumper", "pink jumper"):
        text = f"Amina: Hi.\n{jumper}: yes.\nAmina: So.\n{jumper}: no."
        assert [who for who, _ in said(text)] == ["Amina", jumper, "Amina", jumper]
        assert (2, jumper) in doubts(text)
        assert jumper in dict(read(text).asked)


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_line_endings_do_not_move_lines(ending):
    transcript = read(ending.join(["Amina: One", "two", "", "Ben: Hi"]))
    assert [(u.text, u.line) for u in transcript.utterances] == [("One\ntwo", 1), ("Hi", 4)]


def test_without_a_space_a_name_must_come_again_or_is_held():
    assert [who for who, _ in said("Amina: Hi.\nBen:yes\nBen:no\nAmina:So.")] == ["Amina", "Ben", "Ben", "Amina"]
    assert [u.text for u in read("Amina: Hi.\nBen:yes\nAmina: So.").held] == ["Ben:yes"]


def test_one_person_under_several_spellings():
    text = "MOSS (facilitator): Welcome.\nAmina: Hi.\nMoss: Go on.\namina: Thanks.\nAmina:So."
    transcript = read(text)
    assert [u.speaker for u in transcript.utterances] == ["MOSS (facilitator)", "Amina"] * 2 + ["Amina"]
    assert [u.role for u in transcript.utterances] == ["facilitator", "participant"] * 2 + ["participant"]
    assert said("Amina (P3): a\nAmina (P4): b\nAmina (P3): c")[1][0] == "Amina (P4)"
    composed = said("Ami\u200bna: a\nCafe\u0301: b\nAmina: c\nCaf\u00e9: d")
    assert [who for who, _ in composed] == ["Amina", "Caf\u00e9"] * 2


def test_facilitators_are_told_by_the_caller_or_by_the_label():
    roles = {u.speaker: u.role for u in read("moss: a\nAmina: b\nChair: c\nmoss: d", facilitators={"MOSS"}).utterances}
    assert roles == {"moss": "facilitator", "Amina": "participant", "Chair": "facilitator"}


def test_the_top_of_the_file():
    text = "\nTitle: Night two\nDate: 4 May\n\nAmina: Hi.\nPlace: here.\nAmina: Bye."
    transcript = read(text)
    assert transcript.title == "Night two"
    assert [w.line for w in transcript.warnings] == [6]
    assert [(w.line, w.text) for w in transcript.left_out] == [(2, "Title: Night two"), (3, "Date: 4 May")]
    assert transcript.top == (("date", "4 May"),)
    assert transcript.utterances[0].text == "Hi.\nPlace: here."


def test_a_name_without_words_of_somebody_who_speaks_is_left_out_and_listed():
    text = "Amina:\nBen: Hi.\nAmina: Yes.\nBen: So."
    assert said(text)[0] == ("Ben", "Hi.")
    found = read_transcript_bytes(text.encode(), name="x.txt")
    assert [(left.line, left.text) for left in found.left_out] == [(1, "Amina:")] and found.words.missing == 0


def test_a_name_that_never_says_a_word_is_held_in_its_place():
    found = read_transcript_bytes(b"Amina: Who?\nCarys Jones:\nAmina: So.", name="x.txt")
    assert [(one.speaker, one.text, one.looks_like) for one in found.utterances] == [
        ("Amina", "Who?", ""),
        ("", "Carys Jones:", "Carys Jones"),
        ("Amina", "So.", ""),
    ]
    assert found.words.missing == 0 and found.words.names == 2 and [one.text for one in found.held] == ["Carys Jones:"]


def test_the_longest_turn_is_still_read():
    assert len(said("Amina: " + "y" * 100_000)[0][1]) == 100_000
