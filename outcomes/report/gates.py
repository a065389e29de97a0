"""Gate E: what must be true before findings are published (domain 3.2), and what happens when they are."""

from datetime import timedelta

from audit import clock
from consultations.models import Consultation, Stage
from consultations.privacy import unlinking
from consultations.stages import stages
from consultations.stages.stages import Missing
from outcomes import numbers
from outcomes.coding import coding, quoting
from outcomes.findings import checking, findings
from outcomes.models import FindingsReport
from outcomes.report import findings_section, method
from people.text.dates import moment


def report_of(consultation: Consultation) -> FindingsReport | None:
    return FindingsReport.objects.filter(consultation=consultation).first()


@stages.gate("publish_findings")
def withdrawal_window_is_over(consultation: Consultation) -> list[Missing]:
    if consultation.closes_at is None:
        return [Missing("Set the closing date.", "setup")]
    until = consultation.closes_at + timedelta(days=consultation.withdrawal_days)
    if clock.now() >= until:
        return []
    return [Missing(f"People can still withdraw what they said until {moment(until)}.", "coding")]


@stages.gate("publish_findings")
def everything_is_coded(consultation: Consultation) -> list[Missing]:
    left = coding.uncoded(consultation).count()
    if not left:
        return []
    return [Missing(f"{left} {'contribution is' if left == 1 else 'contributions are'} not coded yet.", "coding")]


@stages.gate("publish_findings")
def report_is_written(consultation: Consultation) -> list[Missing]:
    report = report_of(consultation)
    if report is None:
        return [Missing("Start the findings report.", "findings")]
    texts = {
        "headline": "the headline", "in_brief": "the overall reading", "limitations": "the limitations",
        "conclusion": "the conclusion",
    }  # fmt: skip
    found = [
        Missing(f"Write {words}.", "report_text") for name, words in texts.items() if not getattr(report, name).strip()
    ]
    if len(report.summary) < numbers.FEWEST_POINTS:
        found.append(Missing(f"Write at least {numbers.FEWEST_POINTS} points of the summary.", "report_text"))
    return found


@stages.gate("publish_findings")
def findings_are_complete(consultation: Consultation) -> list[Missing]:
    report = report_of(consultation)
    if report is None:
        return []
    checked = checking.missing_in(report)
    if not checked:
        return [Missing("Write at least one finding.", "findings")]
    return [Missing(f"Finding {finding.number}: {text}", "findings") for finding, texts in checked for text in texts]


@stages.gate("publish_findings")
def quotes_may_be_printed(consultation: Consultation) -> list[Missing]:
    found = []
    for excerpt in quoting.quoted(consultation):
        for reason in quoting.is_publishable(excerpt):
            found.append(Missing(f"The quote “{excerpt.text[:50]}”: {reason}", "check_quotes"))
    return found


@stages.gate("publish_findings")
def something_is_asked_for(consultation: Consultation) -> list[Missing]:
    report = report_of(consultation)
    asked = list(report.recommendations.prefetch_related("findings")) if report else []
    if not asked:
        return [Missing("Add at least one recommendation.", "recommendations")]
    return [
        Missing(f"Recommendation {item.number} rests on no finding.", "recommendations")
        for item in asked
        if not item.findings.all()
    ]


@stages.gate("publish_findings")
def draft_was_checked(consultation: Consultation) -> list[Missing]:
    report = report_of(consultation)
    if report is None or report.checking_from is None:
        return [Missing("Send the draft to the police and the participants to check.", "findings")]
    found, now = [], clock.now()
    facts_until, check_until = checking.facts_until(report), checking.check_until(report)
    if facts_until and now < facts_until:
        found.append(Missing(f"The police can check facts until {moment(facts_until)}.", "check_findings"))
    if check_until and now < check_until:
        found.append(Missing(f"Participants can check the draft until {moment(check_until)}.", "check_findings"))
    return found


@stages.gate("publish_findings")
def oversight_has_spoken(consultation: Consultation) -> list[Missing]:
    if consultation.oversight_statements.filter(stage=Stage.ANALYSIS).exists():
        return []
    return [Missing("The oversight panel has not added its statement on the findings yet.", "statement")]


@stages.gate("publish_findings")
def warnings(consultation: Consultation) -> list[Missing]:
    """What may pass, but is published with the findings."""
    found = []
    quoted = list(quoting.quoted(consultation))
    if most := checking.dominance(quoted):
        found.append(f"{most[1]} of the {most[2]} quotes are from one person.")
    report = report_of(consultation)
    for finding in report.findings.select_related("area") if report else []:
        if finding.is_overridden:
            found.append(f"The label of finding {finding.number} is not the one the coding supports.")
    if not consultation.polls.exists():
        found.append("No poll was held, so there is nothing to compare before and after.")
    return [Missing(text, "findings", soft=True) for text in found]


@stages.on_arrival(Stage.FINDINGS_PUBLISHED)
def publish(consultation: Consultation) -> None:
    """The report becomes public and ballots are cut loose from people, in the stage's own transaction."""
    report = report_of(consultation)
    if report is not None:
        for finding in checking.complete(report):
            findings.recount(finding)
        findings_section.keep_evidence(report)
        report.counted = method.count(consultation, report.comments.all())
        report.state, report.published_at = FindingsReport.State.PUBLISHED, clock.now()
        report.save()
    unlinking.cut_ballots_loose(consultation)
