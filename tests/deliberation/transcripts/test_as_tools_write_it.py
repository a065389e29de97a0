"""Layouts that recording tools and people who publish transcripts really use, each with words of our own."""

import pytest

from deliberation.transcripts.model import TranscriptError
from deliberation.transcripts.reading import read_transcript_bytes

AMINA, CARYS = ("Amina Rahman", "What about the vans?"), ("Carys Evans", "They came twice.")
TWO = [AMINA, CARYS]


def said(text: str, name: str = "x.txt") -> list[tuple[str, str]]:
    read = read_transcript_bytes(text.encode(), name=name)
    assert read.words.missing == 0
    return [(one.speaker, one.text) for one in read.utterances]


@pytest.mark.parametrize(
    "text",
    [
        "Amina Rahman\n00:00:14\nWhat about the vans?\n\nCarys Evans\n00:00:20\nThey came twice.\n",
        "Amina Rahman\n4/28/2026, 10:01 AM\nWhat about the vans?\n\n"
        "Carys Evans\n4/28/2026, 10:02 AM\nThey came twice.\n",
        "10:02:11 From Amina Rahman: What about the vans?\n10:02:45 From Carys Evans: They came twice.\n",
        "<u>Amina Rahman:</u>\tWhat about the vans?\n\n<u>Carys Evans:</u>\tThey came twice.\n",
        "WEBVTT\n\n00:08.000 --> 00:12.000\n(Amina Rahman)\nWhat about\n\n00:12.000 --> 00:16.000\n(Amina Rahman)\n"
        "the vans?\n-\n \n(Carys Evans)\nThey came twice.\n",
        "Timespan\tContent\tSpeaker\n0:00.0 - 0:04.2\tWhat about the vans?\tAmina Rahman\n"
        "0:04.2 - 0:06.1\tThey came twice.\tCarys Evans\n",
        "start,end,speaker,text\n0.5,4.25,Amina Rahman,What about the vans?\n4.25,6,Carys Evans,They came twice.\n",
        "---\ntitle: A talk about vans\nspeakers:\n  - Amina Rahman\ntags: ['vans']\n---\n\n"
        "Amina Rahman: What about the vans?\n\nCarys Evans: They came twice.\n",
    ],
    ids=["time below", "date below", "chat", "tags", "captions", "timespan", "seconds", "front matter"],
)
def test_the_two_who_speak_are_known(text: str) -> None:
    assert said(text) == TWO


def test_a_time_alone_in_a_long_turn_is_no_word() -> None:
    text = "Amina Rahman (00:19:46):\nWhat about the vans?\n\n(00:20:06):\nAnd the money?\n\n"
    text += "Carys Evans (00:20:12):\nYes.\n"
    assert said(text) == [("Amina Rahman", "What about the vans?\n\nAnd the money?"), ("Carys Evans", "Yes.")]


def test_the_note_at_the_top_of_a_page_gives_the_title_and_nobody_says_it() -> None:
    text = "---\ntitle: A talk about vans\nmedia: https://example.org/1\n---\nAmina: Vans.\nCarys: Money.\n"
    read = read_transcript_bytes(text.encode(), name="x.md")
    assert (read.title, [one.speaker for one in read.utterances]) == ("A talk about vans", ["Amina", "Carys"])
    assert [left.line for left in read.left_out] == [1, 2, 3, 4]


def test_what_people_say_between_two_rules_is_no_such_note() -> None:
    assert said("---\nAmina: Good evening.\nCarys: Hello.\n---\nAmina: Vans.\n")[0] == ("Amina", "Good evening.")


def test_two_rules_around_words_are_no_such_note() -> None:
    assert said("---\nAmina: Vans, and then some.\nWe talked on.\n---\nCarys: Money.\n")[1] == ("Carys", "Money.")


def test_an_exclamation_beside_a_time_is_not_who_speaks_from_there_on() -> None:
    """Each line has its time; “Oh, man.” once swallowed an hour."""
    lines = [f"00:{minute:02}:00 We talked about the vans for a while." for minute in range(30)]
    lines[10:10] = ["00:09:30 Oh, man.", "00:09:40 Group tab."]
    assert {who for who, _ in said("\n\n".join(lines))} == {""}


def test_a_time_inside_a_sentence_names_nobody() -> None:
    text = "Amina Rahman: We asked.\n\nSo I [00:12:00] went home.\n\nCarys Evans: Yes.\n\nAmina Rahman: Good.\n"
    assert [who for who, _ in said(text)] == ["Amina Rahman", "Carys Evans", "Amina Rahman"]


def test_an_apostrophe_of_a_word_processor_ends_nothing() -> None:
    """It cut “there” from “’s the question:”."""
    text = "Amina: Vans.\nCarys: Money.\nAmina: Yes.\nCarys: But there’s the question: who pays?\n"
    assert said(text)[-1] == ("Carys", "But there’s the question: who pays?")


def test_small_labels_of_one_series_in_brackets_are_people() -> None:
    text = "[id1] hello, I like the vans.\n\n[id2] I do not.\n\n[id3] No.\n\n[id1] I am learning.\n"
    assert [who for who, _ in said(text)] == ["id1", "id2", "id3", "id1"]


def test_a_label_of_links_is_held_and_shown() -> None:
    text = (
        "Slides: <https://example.org/1>\n\nAmina: Vans.\nCarys: Money.\nAmina: Yes.\n\nSlides: https://example.org/2\n"
    )
    read = read_transcript_bytes(text.encode(), name="x.txt")
    assert "Slides" not in read.speakers and len(read.held) == 2


def test_thousandths_of_seconds_in_columns_are_no_words() -> None:
    assert said("start\tend\ttext\n0\t7680\tHello everyone\n7680\t15920\tand welcome\n") == [
        ("", "Hello everyone\nand welcome")
    ]


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ('{"segments": [{"speaker": "Amina", "text": "Vans."}]}', "a JSON file"),
        ('<?xml version="1.0"?><tt><p begin="1s">Vans.</p></tt>', "an XML file"),
        ("<!DOCTYPE html><p>Vans.</p>", "a web page"),
    ],
)
def test_a_file_for_programs_is_told_apart(text: str, what: str) -> None:
    with pytest.raises(TranscriptError, match=f"{what}, which programs read. Export it as plain text"):
        said(text)
