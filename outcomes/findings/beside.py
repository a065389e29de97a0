"""The counts of all findings of a report, laid beside each other: what somebody finds who subtracts one from another.

The report prints the themes and the stances of every finding. Where the themes of one lie within those of another, so
do the people who spoke; where its stances do as well, so do those who hold it. Then “6 of the 9 who spoke” and “7 of
the 10” are one person, and how that person stands.
"""

from collections.abc import Sequence
from itertools import permutations

from deliberation.counting.disclosure import told_by_subtracting
from outcomes.findings import labels
from outcomes.models import Finding


def told(findings: Sequence[Finding], ground: labels.Ground, least: int) -> dict[int, list[str]]:
    """By the later finding of a pair whose counts tell of a few people: what to do. `findings` with their themes."""
    about = [(one, frozenset(theme.pk for theme in one.themes.all()), frozenset(one.position)) for one in findings]
    crowds = {one.pk: ground.crowd(one) for one in findings}
    found: dict[int, list[str]] = {}
    for (one, themes, position), (other, wider, more) in permutations(about, 2):
        if not themes or not themes <= wider:
            continue
        spoke, held = zip(crowds[one.pk], crowds[other.pk], strict=True)
        if told_by_subtracting([spoke, held] if position <= more else [spoke], least):
            later = max(one, other, key=findings.index)
            found.setdefault(later.pk, []).append(_what_to_do(one, other, least))
    return found


def _what_to_do(one: Finding, other: Finding, least: int) -> str:
    return (
        f"Whoever subtracts the counts of findings {one.number} and {other.number} reads how fewer than {least} people "
        f"stand. Make one finding of them, or give finding {other.number} other themes or stances."
    )
