"""The counts of a draft as the coding has them now, beside those that were stored and read.

Coding goes on until the day of publication, and each act of a coder leaves the draft as it stands.
"""

from collections.abc import Iterable, Mapping
from hashlib import sha256
from typing import Any

from deliberation.counting import shown_counts
from deliberation.models import ShownFigure
from outcomes.findings import aims, labels
from outcomes.models import Finding, FindingsReport

#: What is printed of the people behind a finding.
COUNTS = ("base", "holders", "took_part", "enough", "by_group", "spread", "spread_words", "open_base", "open_holders")


def subject_of(finding: Finding) -> str:
    """What its counts are of, where they are laid beside those that were shown."""
    themes = sorted(theme.pk for theme in finding.themes.all())
    return sha256(repr((finding.pk, themes, sorted(finding.position))).encode()).hexdigest()[:32]


def as_read(finding: Finding) -> dict[str, Any]:
    """The counts as they were stored, where others have read them."""
    return {name: finding.computed[name] for name in COUNTS if name in finding.computed}


def now(finding: Finding, ground: labels.Ground) -> list[Any]:
    """What the coding says of it now, as plain values: for the mark of what the panel speaks on, and to compare."""
    told = {"aims": aims.of(finding, ground), "in_polls": ground.in_polls(finding)}
    return _plain({**ground.propose(finding).as_dict(), **told})


def _plain(counted: Mapping[str, Any]) -> list[Any]:
    """Without how many took part: one who said nothing on it may have left."""
    numbers = [counted.get(name) or 0 for name in ("base", "holders", "open_base", "open_holders")]
    label = [counted.get("breadth") or "", *(bool(counted.get(name)) for name in ("strongly_felt", "tension"))]
    groups = [[row[name] for name in ("group", "spoke", "held", "against")] for row in counted.get("by_group") or []]
    alone = [list(one) for one in counted.get("alone") or []]
    told = sorted((kind, sorted(names)) for kind, names in (counted.get("aims") or {}).items() if names)
    found = [label, numbers, sorted(row for row in groups if row[1]), alone, told]
    return [*found, *([written] if (written := counted.get("in_polls")) else [])]  # else marks of before would go


def since_counted(findings: Iterable[Finding], ground: labels.Ground) -> list[Finding]:
    """Those of which other counts would be stored than are: to be counted anew before the panel speaks on them."""
    return [one for one in findings if now(one, ground) != _plain(one.computed) and not _stays_as_read(one, ground)]


def _stays_as_read(finding: Finding, ground: labels.Ground) -> bool:
    """Whether counted anew it would be the same: the counts stay, and nothing else that is printed has moved."""
    if finding.report.state == FindingsReport.State.DRAFT:
        return False
    people, kind = ground.people(finding), ShownFigure.Kind.FINDING
    if not shown_counts.why_not(finding.report.consultation, kind, subject_of(finding), people):
        return False
    told = {"aims": aims.of(finding, ground), "in_polls": ground.in_polls(finding)}
    live = {**ground.propose(finding).as_dict(), **told, **as_read(finding)}
    return _plain(live) == _plain(finding.computed)
