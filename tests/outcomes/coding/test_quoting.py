"""Finding words and checking edited quotes: no database."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outcomes.coding.quoting import check_edit, find_span
from people.errors import Refused

SAID = "I like the cameras, but I do not want my face kept. Delete it at once."


# --- find_span ----------------------------------------------------------------------------------
def test_words_are_found_exactly() -> None:
    start, end = find_span(SAID, "my face kept")
    assert SAID[start:end] == "my face kept"


def test_emoji_before_the_words_do_not_shift_them() -> None:
    body = "👮🏽‍♀️ 📷 said: keep it. 📷"
    start, end = find_span(body, "keep it")
    assert body[start:end] == "keep it"


def test_line_breaks_and_curly_marks_may_differ() -> None:
    body = "It’s fine\nby me, isn’t it?"
    start, end = find_span(body, "It's fine  by me")
    assert body[start:end] == "It’s fine\nby me"


def test_absent_words_are_refused_with_what_to_do() -> None:
    with pytest.raises(Refused, match="Copy them exactly"):
        find_span(SAID, "my face deleted")


def test_ambiguous_words_are_refused_unless_the_place_is_given() -> None:
    body = "keep it, keep it"
    with pytest.raises(Refused, match="occur 2 times"):
        find_span(body, "keep it")
    assert find_span(body, "keep it", (9, 16)) == (9, 16)


def test_a_place_that_holds_other_words_is_not_believed() -> None:
    assert find_span(SAID, "Delete it", (0, 9)) == (SAID.index("Delete"), SAID.index("Delete") + 9)
    assert find_span(SAID, "Delete it", (90, 99)) == (SAID.index("Delete"), SAID.index("Delete") + 9)


def test_nothing_chosen_is_refused() -> None:
    with pytest.raises(Refused, match="Choose the words"):
        find_span(SAID, "  \n")


@given(st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=80), st.data())
def test_a_given_span_is_kept_for_any_text(body: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(body) - 1))
    end = data.draw(st.integers(start + 1, len(body)))
    words = body[start:end]
    if words.strip():
        found = find_span(body, words, (start, end))
        assert body[slice(*found)].split() == words.split()


# --- check_edit ---------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "edited",
    [
        "I like the cameras […] Delete it at once.",
        "I like the cameras, but I do not want my face kept. […]",
        "[…] I do not want my face kept […]",
        "I like the [street] cameras, but I do not want my face kept. Delete it [the picture] at once.",
        "[…] [d]elete it at once.",
        "I like [them], but I do not want my face kept. Delete it at once.",
        "[…] [B]ut I do not want my face kept. […]",
    ],
)
def test_marked_edits_pass(edited: str) -> None:
    assert check_edit(SAID, edited) == edited


def test_three_dots_become_the_mark() -> None:
    assert check_edit(SAID, "I like the cameras [...]") == "I like the cameras […]"


@pytest.mark.parametrize("edited", ["", "   ", SAID, SAID.replace(" ", "\n", 1)])
def test_no_change_is_no_edit(edited: str) -> None:
    assert check_edit(SAID, edited) == ""


@pytest.mark.parametrize(
    "edited",
    [
        "I like the cameras, but I do want my face kept. Delete it at once.",  # a "not" lost without a mark
        "I do not want my face kept. Delete it at once.",  # the beginning lost without a mark
        "I like the cameras",  # the end lost without a mark
        "Delete it at once. […] I like the cameras",  # order changed
        "I love the cameras […]",  # a word changed
        "I like the cam […]",  # half a word
        "[…] ace kept […]",
    ],
)
def test_unmarked_changes_are_refused(edited: str) -> None:
    with pytest.raises(Refused, match="not what was said"):
        check_edit(SAID, edited)


def test_a_bracket_left_open_is_refused() -> None:
    with pytest.raises(Refused, match="not closed"):
        check_edit(SAID, "I like the [street cameras […]")


def test_a_long_clarification_is_refused() -> None:
    with pytest.raises(Refused, match="short"):
        check_edit(SAID, f"I like the cameras [{'and so on ' * 10}] […]")


def test_own_words_may_stand_for_a_name_but_not_for_a_sentence() -> None:
    said = "My cousin Tariq on Vicarage Road was stopped and I do not want that to happen to anybody."
    assert check_edit(said, said.replace("Tariq on Vicarage Road", "[name, place]"))
    with pytest.raises(Refused, match="as well"):
        check_edit(said, "My cousin [says yes] to anybody.")


def test_only_marks_are_refused() -> None:
    with pytest.raises(Refused, match="own words"):
        check_edit(SAID, "[…]")


WORD = st.text(alphabet="abcdefgh", min_size=1, max_size=5)


def is_subsequence(small: str, large: str) -> bool:
    rest = iter(large)
    return all(letter in rest for letter in small)


@given(st.lists(WORD, min_size=2, max_size=12), st.data())
def test_leaving_words_out_with_a_mark_passes_and_is_a_subsequence(words: list[str], data: st.DataObject) -> None:
    cut = data.draw(st.sets(st.integers(0, len(words) - 1), min_size=1, max_size=len(words) - 1))
    edited = " ".join("[…]" if n in cut else word for n, word in enumerate(words))
    assert check_edit(" ".join(words), edited) == edited
    assert is_subsequence(edited.replace("[…]", "").replace(" ", ""), "".join(words))


@given(st.lists(WORD, min_size=2, max_size=12, unique=True), st.data())
def test_leaving_a_word_out_without_a_mark_is_refused(words: list[str], data: st.DataObject) -> None:
    cut = data.draw(st.integers(0, len(words) - 1))
    with pytest.raises(Refused):
        check_edit(" ".join(words), " ".join(word for n, word in enumerate(words) if n != cut))


def test_a_hostile_edit_takes_no_time() -> None:
    with pytest.raises(Refused):
        check_edit("a " * 2000, "a […] " * 300 + "b")
