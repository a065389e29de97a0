"""Plain text: who speaks, what is a note, what is a time."""

import pytest

from deliberation.transcripts.model import LONGEST_UTTERANCE
from deliberation.transcripts.reading import read_transcript
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
    text = "Amina: Hello.\nSection 60: it lets them search.\nAmina: Bye."
    assert doubts(text) == [(2, "Section 60")]
    assert doubts("P1: a\nP2: b\nP3: c") == []
    assert doubts("[00:01] Amina: a\nMoss (chair): b\n") == []


def test_doubtful_lines_are_pointed_out():
    text = (
        "Amina: Hi.\nRemember: be kind.\nOkoro, J: no.\nbob: yes.\n3: third.\nThe woman at the back: hm.\n"
        "Common sense: yes.\nAmina: Bye."
    )
    assert [line for line, _ in doubts(text)] == [2, 3, 4, 5, 6, 7]
    assert len(said(text)) == 2


def test_small_words_make_a_name_only_when_they_come_again():
    text = "Amina: Hi.\nPink jumper: yes.\nAmina: So.\nPink jumper: no."
    assert [who for who, _ in said(text)] == ["Amina", "Pink jumper", "Amina", "Pink jumper"]
    assert (2, "Pink jumper") in doubts(text)


def test_a_small_first_letter_never_makes_a_name():
    assert len(said("Amina: Hi.\npink jumper: yes.\nAmina: So.\npink jumper: no.")) == 2


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_line_endings_do_not_move_lines(ending):
    transcript = read(ending.join(["Amina: One", "two", "", "Ben: Hi"]))
    assert [(u.text, u.line) for u in transcript.utterances] == [("One\ntwo", 1), ("Hi", 4)]


def test_without_a_space_a_name_must_be_known_from_elsewhere():
    text = "Amina: Hi.\nBen:yes\nBen:no\nAmina:So."
    assert [who for who, _ in said(text)] == ["Amina", "Amina"]
    assert doubts(text)[1:] == [(2, "Ben"), (3, "Ben")]


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
    assert [(w.line) for w in transcript.warnings] == [3, 6]
    assert transcript.utterances[0].text == "Hi.\nPlace: here."


def test_a_turn_without_words_is_left_out_with_a_warning():
    assert said("Amina:\nBen: Hi.\nAmina: Yes.\nBen: So.")[0] == ("Ben", "Hi.")
    assert (1, "Amina") in doubts("Amina:\nBen: Hi.\nAmina: Yes.\nBen: So.")


def test_the_longest_turn_is_still_read():
    assert len(said("Amina: " + "y" * LONGEST_UTTERANCE)[0][1]) == LONGEST_UTTERANCE
