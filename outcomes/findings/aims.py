"""Whom a finding is directed at, the kind of concern, and whether they cannot or will not act (T20, T26, T68).

Told by name alone, the most often first, and only what enough people said: no count is printed, so none is subtracted.
"""

from collections import Counter
from typing import Any

from outcomes.findings import labels
from outcomes.models import Coding, Finding

#: What is stored and printed → the field of a coding, and its "nothing".
KINDS = {"directed": ("directed_at", "none"), "concerns": ("concern", "none"), "beliefs": ("belief", "")}
NAMES = {
    "directed": dict(Coding.DirectedAt.choices),
    "concerns": dict(Coding.Concern.choices),
    "beliefs": dict(Coding.Belief.choices),
}


def of(finding: Finding) -> dict[str, list[str]]:
    """{"directed": names, "concerns": …, "beliefs": …}: what at least `min_answer` of the invited people said."""
    least = finding.report.consultation.min_answer
    coded = labels.codings_on(finding).filter(excerpt__revision__contribution__membership__group__is_open=False)
    fields = [field for field, _ in KINDS.values()]
    person = "excerpt__revision__contribution__membership"
    said: dict[str, set[tuple[Any, Any]]] = {kind: set() for kind in KINDS}
    for who, *values in coded.values_list(person, *fields):
        for (kind, (_, nothing)), value in zip(KINDS.items(), values, strict=True):
            if value != nothing:
                said[kind].add((who, value))
    return {kind: _names(kind, Counter(value for _, value in pairs), least) for kind, pairs in said.items()}


def _names(kind: str, people: Counter[Any], least: int) -> list[str]:
    return [str(NAMES[kind][value]) for value, count in people.most_common() if count >= least]
