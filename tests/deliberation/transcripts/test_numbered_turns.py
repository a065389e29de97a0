"""Numbers before turns make no people: questions with numbers are of one who asks, who is asked about."""

import pytest

from deliberation.transcripts.model import Transcript
from deliberation.transcripts.reading import read_transcript_bytes

INTERVIEW = [("Q", "What of vans?"), ("A", "Loud."), ("Q", "And cost?"), ("A", "Too much.")]


def read(text: str) -> Transcript:
    found = read_transcript_bytes(text.encode(), name="x.txt")
    assert found.words.missing == 0
    return found


def said(found: Transcript) -> list[tuple[str, str]]:
    return [(one.speaker, one.text) for one in found.utterances]


@pytest.mark.parametrize(
    "text",
    [
        "Q1: What of vans?\nA1: Loud.\nQ2: And cost?\nA2: Too much.",
        "Q1. What of vans?\nA1. Loud.\nQ2. And cost?\nA2. Too much.",
        "Q.1 What of vans?\nA.1 Loud.\nQ.2 And cost?\nA.2 Too much.",
        "Question 1: What of vans?\nAnswer 1: Loud.\nQuestion 4: And cost?\nAnswer 4: Too much.",
        "Q1: What of vans? A1: Loud. Q2: And cost? A2: Too much.",
        "Q1: What of vans?\nA: Loud.\nQ2: And cost?\nA: Too much.",
        "Q1) What of vans?\n\nR1) Loud.\n\nQ2) And cost?\n\nR2) Too much.",
    ],
    ids=["colon", "dot", "point", "words", "inline", "mixed", "bracket"],
)
def test_one_asks_and_one_answers(text: str) -> None:
    found = read(text)
    assert said(found) == INTERVIEW and "Q" in dict(found.asked)
    assert [one.role for one in found.utterances] == ["facilitator", "participant"] * 2


@pytest.mark.parametrize("question", ["Q{}. {}", "{}. {}", "Question {} - {}"])
def test_a_question_is_not_swallowed_by_the_answer_above(question: str) -> None:
    asked = [question.format(n, words) for n, words in ((1, "What of vans?"), (2, "And cost?"))]
    found = read(f"{asked[0]}\nR: Loud.\n{asked[1]}\nR: Too much.")
    assert said(found) == [("R" if who == "A" else who, words) for who, words in INTERVIEW]
    assert found.utterances[2].role == "facilitator"


def test_several_who_answer_one_question_are_several() -> None:
    found = read("Q1. Vans?\nP1: Loud.\nP2: Fine.\nQ2. Cost?\nP1: Too much.\nP2: OK.")
    assert found.speakers == ("Q", "P1", "P2")
    assert read("Q1: Vans?\nA1: Loud.\nA2: Fine.\nQ2: Cost?\nA1: No.\nA2: Yes.").speakers == ("Q", "A1", "A2")
    assert read("R1: Vans.\nR2: Cost.\nR1: Yes.\nR3: No.").speakers == ("R1", "R2", "R3")


def test_whoever_asks_under_numbers_that_do_not_rise_is_asked_about() -> None:
    found = read("Q1: Vans?\nA1: Loud.\nQ2: Cost?\nA1: No.\nQ1: So?")
    assert {who for who, _ in found.asked} >= {"Q1", "Q2"} and found.utterances[2].role == "facilitator"


def test_a_list_that_somebody_reads_out_stays_theirs() -> None:
    found = read("I: What?\nR: Three:\n1. Who?\n2. When?\n3. Why?\nI: And?\nR: No.")
    assert said(found)[1] == ("R", "Three:\n1. Who?\n2. When?\n3. Why?")


@pytest.mark.parametrize(
    "mark",
    ["({}) {}: ", "[{}] {}: ", "{}. {}: ", "{}\t{}\t", "{:03} {}: "],
    ids=["round", "square", "dot", "tabs", "noughts"],
)
def test_numbers_of_lines_make_no_people(mark: str) -> None:
    turns = [("I", "What?"), ("R", "Vans."), ("I", "And?"), ("R", "Cost.")]
    text = "\n".join(mark.format(5 * n, who) + words for n, (who, words) in enumerate(turns, 1))
    assert said(read(text)) == turns


@pytest.mark.parametrize(
    ("text", "letter"),
    [
        ("Moderator: What?\nF1: Vans.\nM: And?\nM1: Cost.\nM: Tell me more of it.\nM: Go on.\nF1: No.\nM1: Yes.", "M"),
        ("Jo Moss (facilitator): What?\nAmina: Vans.\nJM: Tell me more.\nAmina: Cost.\nJM: Go on.", "JM"),
        ("AR: What?\nBA: Vans.\nAR: And?\nBA: Cost.", "AR"),
    ],
)
def test_the_letters_of_whoever_leads_are_asked_about(text: str, letter: str) -> None:
    reason = dict(read(text).asked)[letter]
    assert "Say whether" in reason and "only once" not in reason
