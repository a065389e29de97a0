"""The briefing arranged for reading: versions, pairs of arguments, figures with both denominators."""

import pytest

from consultations.briefing import contents, figures
from consultations.models import BriefingSection, SectionKind
from people.text.sanitising import render_markdown


def section(body: str) -> BriefingSection:
    return BriefingSection(kind=SectionKind.ARGUMENTS, body=body, body_html=render_markdown(body))


def test_two_equal_lists_become_pairs() -> None:
    found = contents.argument_pairs(section("**For**\n\n- One & *two*\n- Three\n\n**Against**\n\n- Four\n- Five"))
    assert found is not None
    assert found["heads"] == ("For", "Against")
    assert found["pairs"] == [("One &amp; <em>two</em>", "Four"), ("Three", "Five")]


@pytest.mark.parametrize(
    "body",
    [
        "Only words.",
        "**For**\n\n- One",
        "**For**\n\n- One\n- Two\n\n**Against**\n\n- Three",
        "**For**\n\n- One\n  - nested\n\n**Against**\n\n- Three",
        "**A**\n\n- 1\n\n**B**\n\n- 2\n\n**C**\n\n- 3",
    ],
)
def test_anything_else_is_left_as_it_was_written(body: str) -> None:
    assert contents.argument_pairs(section(body)) is None


@pytest.mark.parametrize(
    ("value", "out_of", "words"),
    [
        ("10", "3,147,436", "about 1 in 314,744"),
        ("10", "2077", "about 1 in 208"),
        ("1", "11", "about 1 in 11"),
        ("50", "100", "about 50 in 100"),
        ("2077", "203", ""),
        ("0", "100", ""),
        ("some", "100", ""),
        ("10", "[force to confirm]", ""),
    ],
)
def test_share_in_words(value: str, out_of: str, words: str) -> None:
    assert figures.share(value, out_of) == words


def test_hostile_text_stays_harmless() -> None:
    found = contents.argument_pairs(
        section("**For**\n\n- <script>x</script>\n\n**Against**\n\n- <img src=x onerror=y>")
    )
    assert found is not None
    assert "<script" not in str(found)
    assert "<img" not in str(found)
