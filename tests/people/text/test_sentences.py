"""How many of something, and a list in words."""

from people.text.sentences import listed, many


def test_one_is_said_apart_and_thousands_are_set_apart() -> None:
    assert [many(n, "post") for n in (0, 1, 2, 2031)] == ["0 posts", "1 post", "2 posts", "2,031 posts"]
    assert [many(n, "person", "people") for n in (1, 3)] == ["1 person", "3 people"]


def test_a_list_ends_with_and() -> None:
    assert [listed("abc"[:n]) for n in range(4)] == ["", "a", "a and b", "a, b and c"]
