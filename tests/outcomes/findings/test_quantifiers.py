import pytest

from outcomes.findings import quantifiers
from outcomes.models import Breadth


@pytest.mark.parametrize(
    "word", ["many", "Several", "a number of", "lots of", "a great many", "various", "a couple of"]
)
def test_undefined_words_are_found_where_they_stand(word: str) -> None:
    text = f"In all groups {word} people spoke of signs."
    (hit,) = quantifiers.find(text)
    assert text[hit.start : hit.end] == hit.word == word
    assert "almost everyone" in hit.suggestion


@pytest.mark.parametrize(
    "text",
    ["Most people agreed.", "They asked how many cameras there are.", "There are too many cameras.", "Germany", ""],
)
def test_defined_words_and_words_that_count_no_people_pass(text: str) -> None:
    assert quantifiers.find(text) == []


def test_not_many_people_is_still_undefined() -> None:
    assert [hit.word for hit in quantifiers.find("Not many people knew.")] == ["many"]


def test_the_chosen_label_decides_what_is_offered() -> None:
    (hit,) = quantifiers.find("Many said so.", Breadth.MINORITY)
    assert "“some” or “a few”" in hit.suggestion and "most" not in hit.suggestion


def test_marked_pieces_are_the_text() -> None:
    text = "Many said so, several others did not."
    pieces = quantifiers.marked(text, quantifiers.find(text))
    assert "".join(piece for piece, _ in pieces) == text
    assert [hit.word for _, hit in pieces if hit] == ["Many", "several"]
