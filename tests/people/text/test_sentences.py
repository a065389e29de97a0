"""How many of something, and a list in words."""

import pytest
from django.template import Context, Template

from people.text.sentences import counted, ended, listed, many, portion, shortened, spelled


def test_one_is_said_apart_and_thousands_are_set_apart() -> None:
    assert [many(n, "post") for n in (0, 1, 2, 2031)] == ["0 posts", "1 post", "2 posts", "2,031 posts"]
    assert [many(n, "person", "people") for n in (1, 3)] == ["1 person", "3 people"]


def test_a_list_ends_with_and() -> None:
    assert [listed("abc"[:n]) for n in range(4)] == ["", "a", "a and b", "a, b and c"]


def test_small_numbers_are_words_in_running_text() -> None:
    assert [spelled(n) for n in (0, 2, 12, 20, 21, 2031)] == ["no", "two", "twelve", "twenty", "21", "2,031"]
    assert spelled(1_000_000) == "one million"
    assert [counted(n, "week") for n in (1, 6, 37)] == ["a week", "six weeks", "37 weeks"]
    assert counted(3, "person", "people") == "three people"


def test_a_share_is_said_as_people_say_it() -> None:
    assert [portion(n) for n in (20, 25, 37, 50)] == ["a fifth", "a quarter", "37%", "half"]


def test_a_full_stop_stands_only_where_the_words_have_none() -> None:
    kept = ["Shorten?", "“Why not?”", "(See annex B.)", "Ask again!", "And so on …"]
    assert [ended(text) for text in kept] == kept
    assert [ended(text) for text in ("The market", "Which ones? (all)", "3.5", "")] == [
        "The market.", "Which ones? (all).", "3.5.", "",
    ]  # fmt: skip
    page = Template("{% load stops %}<b>{{ t|ended }}</b> “{{ t }}”{{ t|stop }} {{ n|ended }} {{ n|stop }}")
    assert page.render(Context({"t": "A & b?", "n": "c < d"})) == "<b>A &amp; b?</b> “A &amp; b?” c &lt; d. ."


@pytest.mark.parametrize(
    ("tag", "words"),
    [
        ('{% number "deliberation.APPEAL_DAYS" "day" %}', "14 days"),
        ('{% number "consultations.MOST_REASON" %}', "400"),
        ('{% counted "consultations.answer_weeks" "week" %}', "twelve weeks"),
        ('{% portion "outcomes.TENSION_FROM" %}', "a quarter"),
        ('{% number "outcomes.QUOTES" as quotes %}{{ quotes|spelled|capfirst }}', "Two"),
    ],
)
def test_pages_say_a_number_by_the_name_of_its_rule(tag: str, words: str) -> None:
    assert Template("{% load numbers %}" + tag).render(Context()) == words


def test_a_rule_that_is_not_there_is_an_error() -> None:
    with pytest.raises(AttributeError):
        Template('{% load numbers %}{% number "people.NOTHING" %}').render(Context())


@pytest.mark.parametrize(
    ("text", "longest", "shown"),
    [
        ("Tell schools", 12, "Tell schools"),
        ("Tell schools, and the parents", 20, "Tell schools, and…"),
        ("Tell schools, and", 14, "Tell schools…"),  # no comma before what is left out
        ("Tell schools and parents", 13, "Tell schools…"),  # a word that ends where the cut is stays whole
        ("Donaudampfschifffahrt", 10, "Donaudamp…"),
        ("A Donaudampfschifffahrt", 10, "A Donauda…"),
        ("我同意不保存面孔的建议", 6, "我同意不保…"),
    ],
)
def test_what_is_too_long_is_cut_between_words(text: str, longest: int, shown: str) -> None:
    assert shortened(text, longest) == shown and len(shown) <= longest
