"""What was changed in the draft after it went out to be checked: old and new words, printed with the findings.

Whoever checks reads a text. What stands in the report later and was not in that text is shown beside the old words, and
the panel speaks again when the draft moved after its statement.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256

from outcomes.models import Finding, FindingsReport, Recommendation

#: {"finding 12": {"title": "…"}}: every text that others are asked to check, by what it belongs to.
Texts = dict[str, dict[str, str]]
REPORT = {"headline": "headline", "in_brief": "overall reading", "conclusion": "conclusion"}
FINDING = {"title": "title", "said": "what people said", "inferred": "what we draw from it",
           "differences": "where people differ", "label": "label"}  # fmt: skip
RECOMMENDATION = {"title": "title", "text": "text"}


@dataclass(frozen=True)
class Change:
    """`where` is "Finding 2.1"; `what` is the part of it; without `old` it came later."""

    where: str
    what: str
    old: str
    new: str


def texts_of(report: FindingsReport, findings: Iterable[Finding], asked: Iterable[Recommendation]) -> Texts:
    found = {"report": {name: getattr(report, name) for name in REPORT}}
    found |= {f"finding {one.pk}": {name: str(getattr(one, name)) for name in FINDING} for one in findings}
    return found | {f"recommendation {one.pk}": {name: getattr(one, name) for name in RECOMMENDATION} for one in asked}


def texts(report: FindingsReport) -> Texts:
    return texts_of(report, report.findings.all(), report.recommendations.all())


def mark(found: Texts) -> str:
    """SHA-256 over every text that is checked."""
    return sha256(repr(sorted((key, sorted(row.items())) for key, row in found.items())).encode()).hexdigest()


def changes(report: FindingsReport, findings: Iterable[Finding], asked: Iterable[Recommendation]) -> list[Change]:
    """Everything that reads otherwise than when it was sent; nothing for a draft that was never sent."""
    if not report.sent:
        return []
    findings, asked = list(findings), list(asked)
    names = {"report": ("The report", REPORT)}
    names |= {f"finding {one.pk}": (f"Finding {one.number}", FINDING) for one in findings}
    names |= {f"recommendation {one.pk}": (f"Recommendation {one.number}", RECOMMENDATION) for one in asked}
    found = []
    for key, row in texts_of(report, findings, asked).items():
        before, (where, words) = report.sent.get(key, {}), names[key]
        found += [
            Change(where, words[name], before.get(name, ""), text)
            for name, text in row.items()
            if text != before.get(name, "")
        ]
    return found


def changed(report: FindingsReport) -> list[Change]:
    return changes(report, report.findings.select_related("area"), report.recommendations.all())
