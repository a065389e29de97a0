"""The report and its corrections as published texts: what the record holds fingerprints of. Part of the report room."""

import json
from collections import defaultdict
from collections.abc import Iterator

from audit.texts import Text
from outcomes.models import Erratum, Finding, FindingQuote, FindingsReport, Recommendation

#: In what is kept with a report: that its fingerprint covers also what stands beside the findings. What was published
#: before does not have it, and its fingerprint stays true.
FINGERPRINTED = "fingerprinted"
OWN = {
    "headline": "the headline",
    "in_brief": "the overall reading",
    "limitations": "the limitations",
    "conclusion": "the conclusion",
    "summary": "the summary",
    "conditions": "the conditions",
}


def text_of(report: FindingsReport) -> Text:
    """Everything a person wrote or chose in it, part by part, as the newest version has it.

    What was counted is among it, and some of that is shown to nobody: so each part holds what was drawn by chance.
    """
    parts: dict[str, object] = {words: getattr(report, name) for name, words in OWN.items()}
    quotes: dict[int, list[object]] = defaultdict(list)
    for quote in FindingQuote.objects.filter(finding__report=report).order_by("order", "pk"):
        said: list[object] = [quote.printed, quote.printed_group, quote.taken_out_on]
        quotes[quote.finding_id].append([*said, "against this view"] if quote.is_against else said)
    for finding in report.findings.select_related("area").prefetch_related("higher_labels"):
        parts[f"finding {finding.number}"] = _found(finding)
        parts[f"the quotations of finding {finding.number}"] = quotes[finding.pk]
    for asked in report.recommendations.select_related("proposed_in").prefetch_related("findings"):
        parts[f"recommendation {asked.number}"] = _asked(asked)
    if FINGERPRINTED in report.counted:
        parts |= _beside_the_findings(report)
    if report.salt:
        parts = {name: [report.salt, part] for name, part in parts.items()}
    title = f"Report version {report.version} of “{report.consultation}”"
    return Text("report", report, title, report.consultation.slug, parts)


def _beside_the_findings(report: FindingsReport) -> dict[str, object]:
    """What else is printed: names of themes, notes on groups, and all that the method tells."""
    parts: dict[str, object] = {"what the method tells": json.loads(json.dumps(report.counted, default=str))}
    for finding in report.findings.select_related("area").prefetch_related("themes", "group_stances"):
        themes = sorted(theme.title for theme in finding.themes.all())
        notes = sorted([stood.group_id, stood.note] for stood in finding.group_stances.all() if stood.note)
        parts[f"the themes and notes of finding {finding.number}"] = [themes, notes]
    return parts


def _found(finding: Finding) -> list[object]:
    computed = {name: value for name, value in finding.computed.items() if value is not None}
    found: list[object] = [
        finding.kind,
        finding.title,
        finding.said,
        finding.inferred,
        finding.differences,
        finding.breadth,
        finding.strongly_felt,
        finding.override_reason,
        finding.position,
        computed,
    ]
    return [*found, *_later(finding)]


def _later(finding: Finding) -> list[object]:
    """What reports did not have at first: left out where there is none, so that older fingerprints stay true."""
    agreed = finding.agreement if finding.is_overridden else None
    found: list[object] = [["the panel agreed", agreed.why]] if agreed else []
    return [*found, ["also concerns", finding.other_body]] if finding.other_body else found


def _asked(asked: Recommendation) -> list[object]:
    rests_on = sorted(finding.pk for finding in asked.findings.all())
    found: list[object] = [asked.title, asked.text, asked.category, asked.addressed_to, rests_on]
    return [*found, ["as a resident put it", asked.as_put.printed]] if asked.as_put else found


def erratum_text(erratum: Erratum) -> Text:
    where = f"finding {erratum.finding.number}" if erratum.finding else "the report"
    title = f"Correction of {where} of “{erratum.report.consultation}”"
    parts: dict[str, object] = {
        "the old words": erratum.old,
        "the new words": erratum.new,
        "the reason": erratum.reason,
    }
    return Text("erratum", erratum, title, erratum.report.consultation.slug, parts)


def published() -> Iterator[Text]:
    reports = FindingsReport.objects.filter(state=FindingsReport.State.PUBLISHED).select_related("consultation")
    for report in reports.order_by("pk"):
        yield text_of(report)
    for erratum in Erratum.objects.select_related("report__consultation", "finding__area").order_by("pk"):
        yield erratum_text(erratum)
