"""Words pasted from the pane of an application: what it draws is nobody's words, and nobody's name is swallowed."""

import pytest

from deliberation.transcripts.model import Transcript
from deliberation.transcripts.reading import read_transcript_bytes

VANS, STOPPED = ("Amina Rahman", "The vans are loud."), ("Ben Ashe", "I was stopped.")


def read(text: str) -> Transcript:
    found = read_transcript_bytes(text.encode(), name="x.txt")
    assert found.words.missing == 0
    return found


def said(found: Transcript) -> list[tuple[str, str]]:
    return [(one.speaker, one.text) for one in found.utterances]


@pytest.mark.parametrize(
    ("text", "left"),
    [
        (
            "Amina Rahman\n0 minutes 9 seconds\n0:09\nThe vans are loud.\nBen Ashe\n0 minutes 20 seconds\n0:20\n"
            "I was stopped.",
            ["0 minutes 9 seconds", "0 minutes 20 seconds"],
        ),
        (
            "AR\nAmina Rahman\n0 minutes 9 seconds\n0:09\nAmina Rahman 0 minutes 9 seconds\nThe vans are loud.\n"
            "BA\nBen Ashe\n0 minutes 20 seconds\n0:20\nBen Ashe 0 minutes 20 seconds\nI was stopped.",
            [
                "AR",
                "0 minutes 9 seconds",
                "Amina Rahman 0 minutes 9 seconds",
                "BA",
                "0 minutes 20 seconds",
                "Ben Ashe 0 minutes 20 seconds",
            ],
        ),
        (
            "Amina Rahman 0 minutes 9 seconds\n0:09\nThe vans are loud.\nBen Ashe 1 hour 20 seconds\n1:00:20\n"
            "I was stopped.",
            ["0 minutes 9 seconds", "1 hour 20 seconds"],
        ),
        (
            "Amina Rahman\n0 munud 9 eiliad0:09\nThe vans are loud.\nBen Ashe\n0 munud 20 eiliad0:20\nI was stopped.",
            ["0 munud 9 eiliad", "0 munud 20 eiliad"],
        ),
        (
            "Amina Rahman\n9 seconds\nThe vans are loud.\nBen Ashe\n1 minute, 20 seconds\nI was stopped.",
            ["9 seconds", "1 minute, 20 seconds"],
        ),
        ("A\nAmina Rahman\n00:09\nThe vans are loud.\nB\nBen Ashe\n00:20\nI was stopped.", ["A", "B"]),
        ("Amina Rahman10:31 AM\nThe vans are loud.\nBen Ashe10:32 AM\nI was stopped.", []),
        ("A talk\n\nAmina Rahman\n0:09\nThe vans are loud.\nBen Ashe\n0:20\nI was stopped.", ["A talk"]),
        ("Amina Rahman\n\n0:09\n\nThe vans are loud.\n\nBen Ashe\n\n0:20\n\nI was stopped.", []),
        ("Amina Rahman:\n[0:09]\nThe vans are loud.\nBen Ashe:\n[0:20]\nI was stopped.", []),
    ],
    ids=["teams", "drawn", "beside", "welsh", "aloud", "zoom", "glued", "title", "blanks", "brackets"],
)
def test_names_and_times_are_told_from_words(text: str, left: list[str]) -> None:
    found = read(text)
    assert said(found) == [VANS, STOPPED]
    assert [one.text for one in found.left_out] == left
    assert found.utterances[0].start_seconds in (9.0, 631.0) and not found.held


def test_words_that_look_like_a_name_stay_words() -> None:
    """Four turns in which “Yes Ben” was taken for a speaker and dropped."""
    turns = [("Amina Rahman", 9, "The vans."), ("Ben Ashe", 20, "Yes Ben"), ("Amina Rahman", 30, "Yes Ben")]
    turns.append(("Ben Ashe", 40, "Cost"))
    text = "\n".join(f"{who}\n0 minutes {at} seconds\n0:{at:02}\n{words}" for who, at, words in turns)
    found = read(text)
    assert said(found) == [(who, words) for who, _, words in turns] and not found.asked and not found.held


def test_a_duration_that_somebody_says_is_words() -> None:
    assert said(read("Amina: How long?\nBen: Well.\n20 seconds\nAmina: Oh.\nBen: Yes.\n40 seconds"))[1] == (
        "Ben",
        "Well.\n20 seconds",
    )


@pytest.mark.parametrize("own", ["You", "May"])
def test_a_name_that_is_a_word_is_asked_where_names_stand(own: str) -> None:
    found = read(f"Amina Rahman\n10:31\nVans.\n{own}\n10:32\nYes.\nAmina Rahman\n10:33\nOK.")
    assert said(found)[1] == (own, "Yes.") and [who for who, _ in found.asked] == [own]


@pytest.mark.parametrize(
    "text",
    [
        "Amina Rahman  10:31 AM\nVans.\nYou  10:32 AM\nYes.\nAmina Rahman  10:33 AM\nOK.",
        "[14/05/2026, 10:31] Amina Rahman: Vans.\n[14/05/2026, 10:32] You: Yes.\n[14/05/2026, 10:33] Amina Rahman: OK.",
        "Amina Rahman — Today at 10:31\nVans.\nYou — Today at 10:32\nYes.\nAmina Rahman — Today at 10:33\nOK.",
    ],
    ids=["chat", "messages", "today"],
)
def test_whoever_copied_it_is_somebody_else(text: str) -> None:
    assert said(read(text)) == [("Amina Rahman", "Vans."), ("You", "Yes."), ("Amina Rahman", "OK.")]


def test_what_stands_where_a_name_stands_and_is_not_understood_is_held() -> None:
    found = read("amina r\n0:09\nVans.\nben\n0:20\nYes.\namina r\n0:30\nOK.")
    assert said(found) == [("amina r", "Vans."), ("", "ben\nYes."), ("amina r", "OK.")]
    assert [one.looks_like for one in found.held] == ["ben"]
    two = read("Amina Rahman\n0:09\nThe vans.\nVery loud\n0:15\nand more.\nBen Ashe\n0:20\nNo.")
    assert [one.looks_like for one in two.held] == ["Very loud"]


@pytest.mark.parametrize("aloud", ["", "\n{} seconds"], ids=["times", "aloud"])
def test_captions_of_nobody_stay_of_nobody(aloud: str) -> None:
    text = "\n".join(
        f"0:{at:02}{aloud.format(at)}\n{words}" for at, words in ((0, "the vans"), (9, "Yes Ben"), (12, "so"))
    )
    found = read(text)
    assert said(found) == [("", "the vans\nYes Ben\nso")] and len(found.left_out) == (3 if aloud else 0)


def test_an_answer_of_one_letter_is_no_initial() -> None:
    found = read("Amina Rahman\n0:09\nA or B?\nBen Ashe\n0:20\nB\nAmina Rahman\n0:30\nWhy?\nBen Ashe\n0:40\nB")
    assert said(found)[1] == ("Ben Ashe", "B") and not found.left_out
