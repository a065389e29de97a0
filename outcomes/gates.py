"""Gate E: what must be true before findings are published (domain 3.2), and what happens when they are."""

from datetime import timedelta

from django.db.models import Exists, OuterRef

from audit import clock
from consultations import cutting, stages
from consultations.models import Consultation, Stage
from consultations.stages import Missing
from outcomes import checking, coding, entries, findings, labels, method, quoting
from outcomes.models import Finding, FindingsReport, Recommendation
from people.dates import moment

FEWEST_BULLETS = 5


# What several checks look at.
def report_of(consultation: Consultation) -> FindingsReport | None:
    return stages.shared(consultation, _report)


def _report(consultation: Consultation) -> FindingsReport | None:
    report = FindingsReport.objects.filter(consultation=consultation).first()
    if report is not None:
        report.consultation = consultation
    return report


def checked(consultation: Consultation) -> list[tuple[Finding, list[str], list[quoting.Judged]]]:
    """Every finding with what it still needs, and its quotes."""
    return stages.shared(consultation, _checked)


def _checked(consultation: Consultation) -> list[tuple[Finding, list[str], list[quoting.Judged]]]:
    report = report_of(consultation)
    return checking.look(report, stages.shared(consultation, labels.Ground)) if report else []


def _quoted(consultation: Consultation) -> list[quoting.Judged]:
    """Every quote of the findings, once."""
    once = {quote.excerpt: quote for _, _, quotes in checked(consultation) for quote in quotes}
    return [once[pk] for pk in sorted(once)]


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
    if len(report.summary) < FEWEST_BULLETS:
        found.append(Missing(f"Write at least {FEWEST_BULLETS} points of the summary.", "report_text"))
    return found


@stages.gate("publish_findings")
def findings_are_complete(consultation: Consultation) -> list[Missing]:
    if report_of(consultation) is None:
        return []
    found = checked(consultation)
    if not found:
        return [Missing("Write at least one finding.", "findings")]
    return [Missing(f"Finding {finding.number}: {text}", "findings") for finding, texts, _ in found for text in texts]


@stages.gate("publish_findings")
def quotes_may_be_printed(consultation: Consultation) -> list[Missing]:
    found = []
    for quote in _quoted(consultation):
        for reason in quote.reasons:
            found.append(Missing(f"The quote “{quote.text[:50]}”: {reason}", "check_quotes"))
    return found


@stages.gate("publish_findings")
def something_is_asked_for(consultation: Consultation) -> list[Missing]:
    report = report_of(consultation)
    rests = Exists(Recommendation.findings.through.objects.filter(recommendation=OuterRef("pk")))
    asked = list(report.recommendations.annotate(rests=rests)) if report else []
    if not asked:
        return [Missing("Add at least one recommendation.", "recommendations")]
    return [
        Missing(f"Recommendation {item.number} rests on no finding.", "recommendations")
        for item in asked
        if not item.rests
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
    if most := findings.dominance(_quoted(consultation)):
        found.append(f"{most[1]} of the {most[2]} quotes are from one person.")
    ground = stages.shared(consultation, labels.Ground)
    for finding, _, _ in checked(consultation):
        # By what the coding supports now: what is stored follows on arrival.
        if ground.propose(finding).is_overridden(finding):
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
        entries.keep_evidence(report)
        report.counted = method.count(consultation, report.comments.all())
        report.state, report.published_at = FindingsReport.State.PUBLISHED, clock.now()
        report.save()
    cutting.cut_ballots_loose(consultation)
