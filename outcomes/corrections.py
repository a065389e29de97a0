"""What every correction of something published obeys: the old words as printed, the new ones, and a public reason."""

from collections.abc import Iterable

from consultations.stages.stages import public_reason
from people.errors import Refused
from people.text.sanitising import plain

LONGEST = 1000  # characters of the old words, and of the new ones


def words(old: str, new: str, reason: str) -> tuple[str, str, str]:
    """The old words, the new ones and the reason, as they are kept. Raises Refused for what is no correction."""
    old, new = plain(old), plain(new)
    reason = public_reason(reason, "correction")
    if not old or not new:
        raise Refused("Give both the words that are wrong and the words that are right.")
    if max(len(old), len(new)) > LONGEST:
        raise Refused(f"Correct one passage at a time: at most {LONGEST:,} characters.")
    if old == new:
        raise Refused("The new words are the same as the old ones.")
    return old, new, reason


def says(texts: Iterable[str], old: str) -> bool:
    """Whether any of the texts has these words, however they are spaced."""
    return any(even(old) in even(text) for text in texts)


def even(text: str) -> str:
    return " ".join(text.split())
