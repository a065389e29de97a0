"""How hard a text is to read."""

import pytest

from consultations.briefing.readability import reading_age, sentence_count, syllables, word_count

EASY = "The cat sat on the mat. The dog ran to the cat. They are good pals. " * 3
HARD = (
    "Notwithstanding the aforementioned considerations, organisational accountability necessitates "
    "comprehensive documentation of algorithmic decision-making methodologies throughout operational deployment, "
    "particularly where proportionality determinations substantially affect individuals’ fundamental entitlements."
)


def test_easy_reads_younger_than_hard() -> None:
    easy, hard = reading_age(EASY), reading_age(HARD * 2)
    assert easy is not None and hard is not None
    assert easy < 8 < 18 < hard


def test_the_formula_is_the_published_one() -> None:
    """40 words, 4 sentences, 1 syllable each: 0.39 × 10 + 11.8 × 1 − 15.59 = 0.11; plus five years."""
    text = ("cat dog sun hat pen cup bed box map fan. " * 4).strip()
    assert (word_count(text), sentence_count(text)) == (40, 4)
    assert reading_age(text) == 5.1


def test_a_short_text_has_no_age() -> None:
    assert reading_age("Not published.") is None
    assert reading_age("") is None


@pytest.mark.parametrize(("word", "count"), [("cat", 1), ("police", 2), ("camera", 3), ("table", 2), ("the", 1)])
def test_syllables(word: str, count: int) -> None:
    assert syllables(word) == count


def test_list_lines_are_sentences_and_addresses_are_not_words() -> None:
    assert sentence_count("- one thing\n- another thing\n") == 2
    assert word_count("[the report](https://example.org/a-long-address)") == 2
