"""What changed between two texts, for whoever reads it and for whoever writes it."""

import pytest

from people.text.differences import as_read, compared


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("- It films.\n- It **keeps** film [1].", "• It films.\n• It keeps film [1]."),
        ("## What it does\nIt films.", "What it does\nIt films."),
        ("2 - 1 is 1, and 3 ** 2 is nine", "2 - 1 is 1, and 3 ** 2 is nine"),
    ],
)
def test_marks_of_the_writer_are_not_read(written: str, read: str) -> None:
    assert as_read(written) == read


def test_readers_see_words_and_writers_what_they_typed() -> None:
    old, new = {"What it does": "- It films **all**."}, {"What it does": "- It films some."}
    assert [[piece.text for piece in words] for _, words in compared(old, new, read=True)] == [
        ["• It films ", "all.", "some."]
    ]
    assert "**all**." in [piece.text for _, words in compared(old, new) for piece in words]


def test_what_differs_in_marks_alone_is_still_said() -> None:
    [(name, words)] = compared({"A": "It **films**."}, {"A": "It films."}, read=True)
    assert name == "A" and [piece.text for piece in words if piece.is_out] == ["**films**."]
