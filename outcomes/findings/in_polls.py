"""What people wrote of a finding in a poll, in their own words: beside its counts, in words and without a number.

docs/decisions/poll-comments.md
"""

from collections.abc import Collection

from people.text.sentences import listed

SIDES = {"same": "wrote that they hold this view", "other": "wrote against it"}


def said(sides: Collection[str], least: int) -> str:
    """`sides`: as `labels.Ground.in_polls` gives them. Empty where too few wrote of it."""
    found = listed([f"at least {least} people {words}" for side, words in SIDES.items() if side in sides])
    return f"In polls, in no count here: {found}." if found else ""
