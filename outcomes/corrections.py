"""What every correction of something published obeys: the old words as printed, the new ones, and a public reason."""

import re
from collections.abc import Iterable

from consultations.stages.stages import public_reason
from people.errors import Refused
from people.text.sanitising import plain

REPLACED = "A correction has put other words in place of these. Correct those: copy them as the correction has them."
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


def reading(text: str, corrected: Iterable[tuple[str, str]]) -> str:
    """The text as it reads with its corrections, each (old words, new words) put in after those before it.

    What each leaves is not what all leave together: a rule on the text is asked of this.
    """
    for old, new in corrected:
        spaced = r"\s+".join(map(re.escape, old.split()))
        text = re.sub(spaced, new.replace("\\", r"\\"), text)
    return text


def even(text: str) -> str:
    return " ".join(text.split())
