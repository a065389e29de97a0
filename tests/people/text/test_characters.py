"""Characters nobody sees: what goes, what stays."""

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from people.text.sanitising import MOST_MARKS, one_line, plain, tidy


@pytest.mark.parametrize(
    "kept",
    [
        "a family 👨‍👩‍👧 and an astronaut 👩🏽‍🚀",
        "flags 🏴󠁧󠁢󠁥󠁮󠁧󠁿 🏳️‍🌈 🇬🇧",
        "a heart ❤️ and a key 1️⃣",
        "می‌خواهم",  # Persian needs the non-joiner
        "क्‍ष ന്‍",  # Hindi and old Malayalam need the joiner
        "葛\U000e0100城",  # a name's own form of a character
        "Adébáyọ̀, Nguyễn, שָׁלוֹם, นำ้",
        "tab\tand\nline",
        "½ ≤ €5 „so“ — £3…",
        "\U0001faea",  # a picture newer than this Python's tables
    ],
)
def test_what_scripts_and_pictures_need_is_kept(kept: str) -> None:
    assert plain(kept) == unicodedata.normalize("NFC", kept)


@pytest.mark.parametrize(
    "hidden",
    [
        "\u00ad", "\u034f", "\u061c", "\u115f", "\u180e", "\u200b", "\u200c", "\u200d", "\u200e", "\u202e", "\u2060",
        "\u2066", "\u206f", "\u3164", "\ufe0f\ufe0f", "\ufeff", "\uffa0", "\ufff9", "\ufffe", "\U000e0041",
        "\U000e0101", "\x00", "\x07", "\x1b", "\x7f", "\x9f",
    ],
)  # fmt: skip
def test_what_hides_or_reorders_is_taken_out(hidden: str) -> None:
    assert plain(f"a {hidden}b") == "a b"


@pytest.mark.parametrize("end", ["\r\n", "\r", "\x0b", "\x0c", "\x85", "\u2028", "\u2029"])
def test_every_line_end_becomes_one(end: str) -> None:
    assert plain(f"one{end}two") == "one\ntwo"
    assert one_line(f"one{end}two") == "one two"


def test_a_pile_of_marks_is_cut() -> None:
    piled = tidy("Z" + "\u0335\u0301" * 5000 + "ed")
    marks = [sign for sign in unicodedata.normalize("NFD", piled) if unicodedata.combining(sign)]
    assert len(marks) <= MOST_MARKS + 1
    assert piled.endswith("ed")


def test_half_a_pair_becomes_a_sign_that_says_so() -> None:
    assert plain("a\ud800b") == "a\ufffdb"


@pytest.mark.parametrize(
    "nothing", ["", " \n\t ", "\u200b\u2060\u3164", "\u2800\u00a0", "\u0301\ufe0f", "\u202e \u202c"]
)
def test_text_that_shows_nothing_is_no_text(nothing: str) -> None:
    assert plain(nothing) == ""
    assert one_line(nothing) == ""


SIGNS = st.text(
    st.one_of(
        st.characters(),
        st.sampled_from("a é\u0301\u0344\u0335\u200c\u200d\u202e\ufe0f\U000e0100\U000e0067\U000e007f"),
        st.sampled_from("\U0001f3f4👩🚀می\r\n\x00"),
    )
)  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(SIGNS)
def test_tidying_twice_changes_nothing(text: str) -> None:
    once = tidy(text)
    assert tidy(once) == once
    assert unicodedata.is_normalized("NFC", once)
    assert plain(plain(text)) == plain(text)
    assert one_line(one_line(text)) == one_line(text)
