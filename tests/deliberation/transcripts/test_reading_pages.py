"""What a page, a tool or a title brings in is left out and listed; what only looks like it is kept."""

import pytest

from deliberation.transcripts.reading import read_transcript_bytes

TALK = "Jo Moss: {}\nAmina: The vans.\nJo Moss: And?\nAmina: It costs.\n"


def turns(text: str) -> list[tuple[str, str]]:
    found = read_transcript_bytes(text.encode(), name="x.txt")
    assert not found.words.missing
    return [(said.speaker, said.text) for said in found.utterances]


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("Jo Moss: How many?\n3\nAmina: Which page?\n4\nJo Moss: So.\n5\n", "3"),  # answers, though they go up
        ("Jo Moss: Which?\nAmina:\n2\nJo Moss: And?\nAmina:\n3\n", "2"),
        ("and nobody says why\n\nJo Moss: What?\nAmina: Vans.\nJo Moss: So?\n", "and nobody says why"),
        ("They came at 10:30\n\nJo Moss: When?\nAmina: At 10:30\nJo Moss: So?\nAmina: No.\n", "At 10:30"),
        ("Jo Moss: Yes.\nAmina: As I said.\nPage 7\nJo Moss: Which?\nAmina: As I said.\n", "As I said."),
    ],
)
def test_what_only_looks_like_furniture_is_kept(text: str, kept: str) -> None:
    assert any(kept in words.split("\n") for _, words in turns(text)), turns(text)


def test_words_that_come_again_are_no_running_head() -> None:
    """Only what stands beside the numbers of pages, each time."""
    said = turns("Jo Moss: Do you agree?\nYes we do\nPage 1\nAmina: I said\nPage 2\nso.\nBen: Well,\nYes we do\n")
    assert sum("Yes we do" in words for _, words in said) == 2


def test_everything_left_out_is_listed_with_why() -> None:
    text = f"Evening group\n\n{TALK.format('What?')}Page 2 of 9\n"
    left = read_transcript_bytes(text.encode(), name="x.txt").left_out
    assert [one.text for one in left] == ["Evening group", "Page 2 of 9"] and all(one.problem for one in left)


@pytest.mark.parametrize("label", ["Jo Moss (she/her)", "+44 7700 900123", "Mr. Ashe"])
def test_a_name_that_comes_once_in_such_a_form_is_a_name(label: str) -> None:
    assert turns(f"{label}: What?\nAmina: The vans.\nBen: Yes.\nAmina: So.\n")[0] == (label, "What?")


def test_words_alone_on_a_line_are_no_names_where_the_file_does_not_begin_with_one() -> None:
    assert turns("What do you see there?\nVans\nAnd who pays?\nBen\nSure?\nVans\nBen\n")[0][0] == ""
