"""Gate E: the report has its own words (domain 3.2). And what happens when it is published."""

import secrets
from dataclasses import astuple

from audit import clock, texts
from consultations.models import Consultation
from consultations.privacy import unlinking
from consultations.stages.stages import Missing
from deliberation.counting import shown_before
from outcomes import numbers
from outcomes.findings import checking, findings, since_sent
from outcomes.findings import published as findings_published
from outcomes.findings.gates import report_of
from outcomes.models import FindingsReport
from outcomes.report import bundles, findings_section, method, versions


def report_is_written(consultation: Consultation) -> list[Missing]:
    report = report_of(consultation)
    if report is None:
        return [Missing("Start the findings report.", "findings")]
    texts = {
        "headline": "the headline",
        "in_brief": "the overall reading",
        "limitations": "the limitations",
        "conclusion": "the conclusion",
    }
    found = [
        Missing(f"Write {words}.", "report_text") for name, words in texts.items() if not getattr(report, name).strip()
    ]
    if len(report.summary) < numbers.FEWEST_POINTS:
        found.append(Missing(f"Write at least {numbers.FEWEST_POINTS} points of the summary.", "report_text"))
    return found


def publish(consultation: Consultation) -> None:
    """The report becomes public and ballots are cut loose from people, in the stage's own transaction."""
    report = report_of(consultation)
    if report is not None:
        for finding in checking.complete(report.findings.all()):
            findings.recount(finding)
        findings_section.keep_evidence(report)
        report.counted = method.to_keep(consultation, report.comments.all())
        report.counted[since_sent.BESIDE_CHANGED] = [astuple(one) for one in since_sent.beside_changed(report)]
        report.state, report.published_at = FindingsReport.State.PUBLISHED, clock.now()
        report.salt = report.salt or secrets.token_hex(16)
        report.save()
        versions.first(report)
        texts.publish(findings_published.comments_text(report))
        bundles.keep(report)
    shown_before.forget_behind_findings(shown_before.behind_findings().filter(consultation=consultation))
    unlinking.cut_ballots_loose(consultation)
