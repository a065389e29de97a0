"""What merging two themes would do to findings that rest on them: said to whoever is about to merge."""

from outcomes.findings import breadths, labels
from outcomes.models import Finding, Theme


def tells(theme: Theme, into: Theme) -> list[str]:
    """A sentence for each finding on either: what the coding supports now, and what it would."""
    found = (
        Finding.objects.filter(themes__in=[theme, into]).distinct().select_related("area").prefetch_related("themes")
    )
    if not (findings := list(found)):
        return ["No finding rests on either of them."]
    ground = labels.Ground(theme.consultation)
    now = [ground.propose(one) for one in findings]
    ground.join(theme.pk, into.pk)
    return [_said(one, label, ground.propose(one)) for one, label in zip(findings, now, strict=True)]


def _said(finding: Finding, now: labels.Label, then: labels.Label) -> str:
    words = f"Finding {finding.number}: the coding supports {_label(now)}. Merged, it would support {_label(then)}."
    return f"{words} Its label would have to be chosen again." if _is_open_again(finding, now, then) else words


def _is_open_again(finding: Finding, now: labels.Label, then: labels.Label) -> bool:
    """It bears a label that the coding would not support, or one that it does not support now, for a reason."""
    chosen = (finding.breadth, finding.strongly_felt)
    return bool(finding.breadth) and (then.supported[0] != chosen or now.is_overridden(finding))


def _label(label: labels.Label) -> str:
    words = f"“{breadths.words(label.breadth, label.strongly_felt)}”"
    return f"{words}, {label.holders} of {label.base} who spoke" if label.breadth else "no label"
