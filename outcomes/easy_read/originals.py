"""What the easy words are of, part by part: what was found in short, each finding, what is asked of the police."""

from dataclasses import dataclass

from outcomes.models import Finding, FindingsReport

SHORT, ASKED = "short", "asked"


@dataclass(frozen=True)
class Original:
    """One part of the report, as paragraphs. `finding`: the one that it is, where it is one."""

    key: str
    label: str
    paragraphs: tuple[str, ...]
    finding: Finding | None = None


def originals(report: FindingsReport) -> dict[str, Original]:
    """Every part that has to be there, in the order it is read."""
    found = [Original(SHORT, "What was found, in short", tuple(filter(None, [report.headline, report.in_brief])))]
    for one in report.findings.select_related("area").prefetch_related("themes"):
        label = f" ({one.label})" if one.label else ""
        words = (f"{one.title}{label}", one.said, one.inferred)
        found.append(Original(f"finding-{one.pk}", f"Finding {one.number}", tuple(filter(None, words)), one))
    asked = tuple(str(item) for item in report.recommendations.filter(superseded_by=None))
    if asked:
        found.append(Original(ASKED, "What people ask for", asked))
    return {one.key: one for one in found}
