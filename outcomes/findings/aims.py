"""Whom a finding is directed at, the kind of concern, and whether they cannot or will not act (T20, T26, T68).

Told by name alone, the most often first, and only what enough people said: no count is printed, so none is subtracted.
"""

from collections import Counter

from outcomes.findings import labels
from outcomes.models import Coding, Finding

KINDS = tuple(labels.AIMED)
NAMES: dict[str, dict[str, str]] = {
    "directed": {str(value): str(name) for value, name in Coding.DirectedAt.choices},
    "concerns": {str(value): str(name) for value, name in Coding.Concern.choices},
    "beliefs": {str(value): str(name) for value, name in Coding.Belief.choices},
}


def of(finding: Finding, ground: labels.Ground | None = None) -> dict[str, list[str]]:
    """{"directed": names, "concerns": …, "beliefs": …}: what at least `min_answer` of the invited people said."""
    least = finding.report.consultation.min_answer
    aimed = (ground or labels.ground_of(finding)).aimed
    said = {one for theme in finding.themes.all() for one in aimed[theme.pk]}
    return {kind: _names(kind, Counter(value for _, of, value in said if of == kind), least) for kind in KINDS}


def _names(kind: str, people: Counter[str], least: int) -> list[str]:
    """The most often first; of two as often, as they stand in the list of names."""
    enough = [value for value in NAMES[kind] if people[value] >= least]
    return [str(NAMES[kind][value]) for value in sorted(enough, key=lambda value: -people[value])]
