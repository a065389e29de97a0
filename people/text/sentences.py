"""Small parts of sentences that every room needs: how many of something, and a list in words."""

import re
from collections.abc import Sequence


def many(number: int, one: str, more: str = "") -> str:
    """ "1 post", "2,031 posts", "3 people": `more` is the plural where an s does not make it."""
    return f"1 {one}" if number == 1 else f"{number:,} {more or one + 's'}"


def listed(words: Sequence[str]) -> str:
    """ "a", "a and b", "a, b and c"; empty for nothing."""
    return " and ".join(part for part in (", ".join(words[:-1]), *words[-1:]) if part)


def letters(text: str) -> str:
    """What makes two texts one: spaces, dots and capitals are none of it."""
    return "".join(sign for sign in text.casefold() if sign.isalnum())


def yes(value: bool) -> str:
    """ "Yes" or "No"."""
    return "Yes" if value else "No"


SMALL = (
    "no one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen twenty"
)


def spelled(number: int) -> str:
    """ "six", "twenty", "37", "2,031", "one million": as running text has it."""
    words = dict(enumerate(SMALL.split())) | {1_000_000: "one million"}
    return words.get(number, f"{number:,}")


def counted(number: int, one: str, more: str = "") -> str:
    """ "a week", "six weeks", "37 weeks", "three people": as `many`, with a small number in words."""
    return f"a {one}" if number == 1 else f"{spelled(number)} {more or one + 's'}"


def portion(percent: int) -> str:
    """ "a fifth", "a quarter", "half", "37%": a share, as running text has it."""
    return {20: "a fifth", 25: "a quarter", 50: "half"}.get(percent, f"{percent}%")


_ENDS = re.compile(r"[.?!…][)\]\"'”’»]*$")


def stop(text: str) -> str:
    """The full stop that `text`, as somebody typed it, still needs to end a sentence: none after “Why?”."""
    return "" if _ENDS.search(text.rstrip()) else "."


def ended(text: str) -> str:
    """`text` as a whole sentence: “The market” gets a full stop, “Ask again!” keeps its own."""
    return f"{text.rstrip()}{stop(text)}" if text.strip() else ""


def shortened(text: str, longest: int) -> str:
    """At most so many characters, cut between words and ended with “…”; in the middle of one only where it is longer
    than half of that, as in a script without spaces."""
    if len(text) <= longest:
        return text
    kept = text[: longest - 1]
    between = max((at for at, sign in enumerate(text[:longest]) if sign.isspace()), default=0)
    return f"{(kept[:between] if 2 * between > longest else kept).rstrip(' ,;:–-')}…"
