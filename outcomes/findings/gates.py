"""Gate E: the findings are whole, were checked, and the panel has spoken."""

from audit import clock
from consultations.models import Consultation, Stage
from consultations.stages.stages import Missing
from outcomes.coding import quoting
from outcomes.findings import checking
from outcomes.models import FindingsReport
from people.text.dates import moment


def report_of(consultation: Consultation) -> FindingsReport | None:
    return FindingsReport.objects.filter(consultation=consultation).first()


def findings_are_complete(consultation: Consultation) -> list[Missing]:
    report = report_of(consultation)
    if report is None:
        return []
    checked = checking.missing_in(report)
    if not checked:
        return [Missing("Write at least one finding.", "findings")]
    return [Missing(f"Finding {finding.number}: {text}", "findings") for finding, texts in checked for text in texts]


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


def oversight_has_spoken(consultation: Consultation) -> list[Missing]:
    if consultation.oversight_statements.filter(stage=Stage.ANALYSIS).exists():
        return []
    return [Missing("The oversight panel has not added its statement on the findings yet.", "statement")]


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
