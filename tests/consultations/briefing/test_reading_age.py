"""How hard a text is to read, and what to shorten first."""

from consultations.briefing.reading_age import LEAST_WORDS, blocks, hard_sentences, reading_age, sentences, word_count

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


def test_a_short_text_has_no_age() -> None:
    assert reading_age("Not published.") is None
    assert reading_age("") is None
    assert reading_age("word " * (LEAST_WORDS - 1) + ".") is None


def test_items_are_neither_run_together_nor_counted_as_sentences() -> None:
    """Ten scraps in a list would make a hard text look easy, and one endless sentence of them an easy one hard."""
    scraps = "\n".join(f"- the {word} van" for word in ("red", "blue", "big", "old", "new", "long", "tall", "slow"))
    alone, with_list = reading_age(HARD * 2), reading_age(f"{HARD * 2}\n\n{scraps}")
    assert alone is not None and alone == with_list
    assert [len(block) for block in sentences(scraps)] == [1] * 8
    assert reading_age(scraps) is None or (reading_age(scraps) or 99) < 8


def test_marks_addresses_and_numbers_are_not_words_or_sentences() -> None:
    assert word_count("[the report](https://example.org/a-long-address) [3]") == 2
    assert [len(block) for block in sentences("At 0.6 it found 89 in 100 [11]. No. 4 was next.")] == [3]
    assert blocks("1. First\n2. Second\n\ntwo lines\nof one") == ["First", "Second", "two lines of one"]


def test_hard_sentences_are_named() -> None:
    assert hard_sentences(f"The cat sat. {HARD} The dog ran.") == [HARD]
    assert hard_sentences(EASY) == []
