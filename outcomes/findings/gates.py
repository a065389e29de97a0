"""Gate E: the findings are whole, were checked, and the panel has spoken."""

from collections.abc import Collection

from audit import clock
from consultations import seating
from consultations.loading import with_many
from consultations.models import Consultation, Stage
from consultations.stages import stages
from consultations.stages.stages import Missing, shared
from outcomes.coding import quoting
from outcomes.findings import checking, labels, police_days, wording
from outcomes.findings.claims import Borne
from outcomes.models import Finding, FindingsReport, Recommendation
from people.text.dates import until
from people.text.sentences import listed

#: What only the panel can do, as it is said of late findings.
LABEL = "its answer on a label"
QUOTES = "its look at the quotes"


# What several checks look at.
def report_of(consultation: Consultation) -> FindingsReport | None:
    return shared(consultation, _report)


def have(consultation: Consultation, report: FindingsReport) -> None:
    """A page has its report at hand: the checks do not read it again."""
    report.consultation = consultation
    found: FindingsReport | None = report
    stages.at_hand(consultation, _report, found)


def _report(consultation: Consultation) -> FindingsReport | None:
    report = FindingsReport.objects.filter(consultation=consultation).first()
    if report is not None:
        report.consultation = consultation
    return report


def checked(consultation: Consultation) -> list[tuple[Finding, list[str], list[quoting.Judged]]]:
    """Every finding with what it still needs, and its quotes."""
    return shared(consultation, _checked)


def _checked(consultation: Consultation) -> list[tuple[Finding, list[str], list[quoting.Judged]]]:
    report = report_of(consultation)
    return checking.look(report, shared(consultation, labels.Ground)) if report else []


def bearing(consultation: Consultation) -> dict[int, Borne]:
    """What each finding can bear of words of number, by its pk."""
    ground = shared(consultation, labels.Ground)
    looked_at = checked(consultation)
    return {one.pk: wording.borne(one, ground.propose(one), quotes) for one, _, quotes in looked_at}


def report_is_worded(consultation: Consultation) -> list[Missing]:
    """The report's own texts count as the findings do, and no vague word is published (domain 6.2)."""
    report = report_of(consultation)
    found = wording.of_report(report, bearing(consultation)) if report else []
    return [Missing(problem, "report_text") for one in found for problem in one.problems]


def asked_for(consultation: Consultation) -> list[Recommendation]:
    """The recommendations with what they rest on."""
    return shared(consultation, _asked_for)


def _asked_for(consultation: Consultation) -> list[Recommendation]:
    report = report_of(consultation)
    return with_many(report.recommendations.all(), "findings") if report else []


def recommendations_are_worded(consultation: Consultation) -> list[Missing]:
    borne = bearing(consultation)
    return [
        Missing(f"Recommendation {item.number}: {problem}", "recommendations")
        for item in asked_for(consultation)
        for one in wording.of_recommendation(item, borne)
        for problem in one.problems
    ]


def _quoted(consultation: Consultation) -> list[quoting.Judged]:
    """Every quote of the findings, once."""
    once = {quote.excerpt: quote for _, _, quotes in checked(consultation) for quote in quotes}
    return [once[pk] for pk in sorted(once)]


def findings_are_complete(consultation: Consultation) -> list[Missing]:
    if report_of(consultation) is None:
        return []
    found = checked(consultation)
    if not found:
        return [Missing("Write at least one finding.", "findings")]
    return [
        Missing(f"Finding {finding.number}: {text}", "findings", panel=LABEL if text.startswith(checking.ASKED) else "")
        for finding, texts, _ in found
        for text in texts
    ]


def quotes_may_be_printed(consultation: Consultation) -> list[Missing]:
    found = []
    for quote in _quoted(consultation):
        for reason in quote.reasons:
            panel = seating.panel_alone(consultation, QUOTES) if reason in quoting.UNCHECKED else ""
            found.append(Missing(f"The quote “{quote.text[:50]}”: {reason}", "check_quotes", panel=panel))
    return found


def draft_was_checked(consultation: Consultation) -> list[Missing]:
    report = report_of(consultation)
    if report is None or report.checking_from is None:
        return [Missing("Send the draft to the police and the participants to check.", "findings")]
    found, now = [], clock.now()
    facts_until, check_until = checking.facts_until(report), checking.check_until(report)
    if facts_until and now < facts_until:
        found.append(Missing(f"The police can check facts until {until(facts_until)}.", "check_findings"))
    if check_until and now < check_until:
        found.append(Missing(f"Participants can check the draft until {until(check_until)}.", "check_findings"))
    if waits := sum(one.waits for one in report.comments.filter(is_held=True)):
        found.append(Missing(f"Police comments with a name that is listed, to decide: {waits}.", "check_findings"))
    return found


NOT_COUNTED = (
    "The panel’s statement is by somebody who chose, or was chosen by, somebody who runs this. It stands and is not "
    "counted: another member adds one."
)


def oversight_has_spoken(consultation: Consultation) -> list[Missing]:
    said = consultation.oversight_statements.filter(stage=Stage.ANALYSIS).exclude(draft_mark=checking.NO_DRAFT)
    rows = list(said.values_list("member", "draft_mark", seating.ANYBODY_CHOSEN))
    near = seating.no_second_for_who_runs([consultation.pk]) if any(sides for *_, sides in rows) else frozenset()
    marks = {mark for member, mark, _ in rows if member not in near}
    if not marks:
        missing = NOT_COUNTED if rows else "The oversight panel has not added its statement on the findings yet."
        return [Missing(missing, "statement", panel="its statement on the draft")]
    if is_spoken_on(consultation, marks):
        return []
    missing = "The draft was changed after the panel spoke on it. The panel reads what changed, and adds a statement."
    return [Missing(missing, "statement", panel="its word on what was changed in the draft after its statement")]


def is_spoken_on(consultation: Consultation, marks: Collection[str]) -> bool:
    """Whether a statement of the panel, by the marks of all of them, is on the draft as it is now."""
    report = report_of(consultation)
    if report is None or "" in marks:  # from before this was kept
        return True
    ground = shared(consultation, labels.Ground)
    return checking.is_spoken_on(report, marks, checked(consultation), asked_for(consultation), ground)


def _labels_of(numbers: list[str]) -> str:
    """ "The label of finding 2.1 is", "The label of each of findings 2.1 and 2.3 is"."""
    each = "finding" if len(numbers) == 1 else "each of findings"
    return f"The label of {each} {listed(numbers)} is"


def warnings(consultation: Consultation) -> list[Missing]:
    """What may pass, but is published with the findings."""
    found = []
    if most := checking.dominance(_quoted(consultation)):
        found.append(f"{most[1]} of the {most[2]} quotes are from one person.")
    ground = shared(consultation, labels.Ground)
    joint: list[str] = []
    other: list[str] = []
    for finding, _, _ in checked(consultation):
        # By what the coding supports now: what is stored follows on arrival.
        proposal = ground.propose(finding)
        if proposal.is_overridden(finding):
            is_joint = proposal.supported[0] == (finding.breadth, finding.strongly_felt)
            (joint if is_joint else other).append(finding.number)
    if other:
        found.append(f"{_labels_of(other)} not the one the coding supports.")
    if joint:
        alone = "One theme alone may bear another: each finding says which."
        found.append(f"{_labels_of(joint)} of several themes together. {alone}")
    report = report_of(consultation)
    if report is not None and (told := police_days.of(report).told):
        found.append(f"While the police could comment on facts: {told}")
    if not consultation.polls.exists():
        found.append("No poll was held, so there is nothing to compare before and after.")
    return [Missing(text, "findings", soft=True) for text in found]
