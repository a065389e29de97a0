"""Small parts of sentences that every room needs: how many of something, and a list in words."""

from collections.abc import Sequence


def many(number: int, one: str, more: str = "") -> str:
    """ "1 post", "2,031 posts", "3 people": `more` is the plural where an s does not make it."""
    return f"1 {one}" if number == 1 else f"{number:,} {more or one + 's'}"


def listed(words: Sequence[str]) -> str:
    """ "a", "a and b", "a, b and c"; empty for nothing."""
    return " and ".join(part for part in (", ".join(words[:-1]), *words[-1:]) if part)


def yes(value: bool) -> str:
    """ "Yes" or "No"."""
    return "Yes" if value else "No"
