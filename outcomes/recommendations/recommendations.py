"""Recommendations: what participants asked for. Each begins with a verb, rests on findings, and must be answered."""

import re
from collections.abc import Iterable
from typing import NamedTuple

from django.db import transaction
from django.db.models import Max, QuerySet

from audit.record import record
from consultations import access
from consultations.access import Do
from consultations.models import Membership
from deliberation.discussion import printed
from outcomes.models import Finding, FindingQuote, FindingsReport, Recommendation
from people.errors import Refused
from people.models import Person
from people.text.sanitising import line_within, within

C = Recommendation.Category
#: "The police should publish…" hides the request: it begins with what to do.
NOT_IMPERATIVE = re.compile(
    r"^(?:the |that |we |they |i |it |there |this |please |police |officers |participants |people |residents |"
    r"should |must |could |would |consider(?:ation)? |to )",
    re.IGNORECASE,
)


class Starter(NamedTuple):
    """A suggestion to start from (domain 8.9). Nothing is added unless a facilitator takes it and edits it."""

    title: str
    text: str
    category: Recommendation.Category


STARTERS = [
    Starter(
        "Explain each technology in plain words",
        "Say what it does, what it does not do, and where and when it is used.",
        C.EXPLAIN,
    ),
    Starter(
        "Publish local figures and real cases regularly",
        "Give error rates both per person scanned and per alert, and cases that went wrong as well.",
        C.EVIDENCE,
    ),
    Starter(
        "Put up signs wherever face recognition is in use",
        "Place them so that people can read them before they are scanned.",
        C.EXPLAIN,
    ),
    Starter(
        "State who holds the data and for how long, suppliers included",
        "List every body that can see it and what each may do with it.",
        C.DATA,
    ),
    Starter(
        "Delete what is not needed and let people ask for their data",
        "Show proof that it was deleted, and make asking simple.",
        C.DATA,
    ),
    Starter(
        "Keep a person responsible for every decision",
        "Never act against somebody on an automated result alone, and name the role that answers for mistakes.",
        C.HUMAN,
    ),
    Starter(
        "Set up independent review of use, buying and effects",
        "Let people from outside the police see the records and publish what they find.",
        C.OVERSIGHT,
    ),
    Starter(
        "Publish a framework for evidence sent in by the public",
        "Say what is welcome, how it is checked and kept, and what is not asked of residents.",
        C.FRAMEWORK,
    ),
    Starter(
        "Pair technology with reform of culture, vetting and conduct",
        "Report on both together, so that one is not used in place of the other.",
        C.BEYOND_TECHNOLOGY,
    ),
    Starter(
        "Be candid that technology does not replace officers or funding",
        "Say what it takes off officers’ hands and what it does not.",
        C.BEYOND_TECHNOLOGY,
    ),
]


@transaction.atomic
def add(
    report: FindingsReport,
    *,
    by: Person,
    title: str,
    text: str,
    category: str,
    findings: Iterable[Finding],
    addressed_to: str = "",
    proposed_in: FindingQuote | None = None,
) -> Recommendation:
    """A new recommendation, last in the list. Raises Refused without a finding, or when the title asks for nothing."""
    member = _writer(report, by)
    last = report.recommendations.aggregate(last=Max("number"))["last"] or 0
    made = Recommendation(report=report, number=last + 1)
    _fill(made, title, text, category, findings, addressed_to, proposed_in)
    record("recommendation_added", actor=member, subject=made, consultation=report.consultation.slug, summary=str(made))
    return made


@transaction.atomic
def edit(
    recommendation: Recommendation,
    *,
    by: Person,
    title: str,
    text: str,
    category: str,
    findings: Iterable[Finding],
    addressed_to: str = "",
    proposed_in: FindingQuote | None = None,
) -> Recommendation:
    """Change a recommendation until it is published."""
    member = _writer(recommendation.report, by)
    _fill(recommendation, title, text, category, findings, addressed_to, proposed_in)
    record(
        "recommendation_edited",
        actor=member,
        subject=recommendation,
        consultation=recommendation.report.consultation.slug,
        summary=str(recommendation),
    )
    return recommendation


def proposals(report: FindingsReport) -> QuerySet[FindingQuote]:
    """The quotes in which people proposed something: those of findings that are suggestions."""
    here = FindingQuote.objects.filter(finding__report=report, finding__kind=Finding.Kind.SUGGESTION)
    return here.select_related("finding__area", "excerpt").order_by("finding__area__order", "finding__order", "order")


def _fill(
    item: Recommendation,
    title: str,
    text: str,
    category: str,
    findings: Iterable[Finding],
    addressed_to: str,
    proposed_in: FindingQuote | None,
) -> None:
    item.title = _imperative(title)
    item.text, item.category = within(text, 2000, "The text"), C(category)
    item.addressed_to = line_within(addressed_to, 120, "Whom it is addressed to")
    printed.refuse("Whom it is addressed to", item.addressed_to, counts=False)  # what it counts is shown as it is typed
    findings = list(findings)
    if not findings:
        raise Refused("Choose at least one finding that this rests on.")
    if any(finding.report_id != item.report_id for finding in findings):
        raise Refused("That finding belongs to another report.")
    if proposed_in and proposed_in.finding not in [one for one in findings if one.kind == Finding.Kind.SUGGESTION]:
        raise Refused("Whoever proposed it is quoted in a suggestion. Choose that finding among those it rests on.")
    item.proposed_in = proposed_in
    item.save()
    item.findings.set(findings)


def _imperative(title: str) -> str:
    title = line_within(title, 200, "The title").rstrip(".")
    if not title:
        raise Refused("Say in the title what to do.")
    if NOT_IMPERATIVE.match(title) or title.endswith("?"):
        raise Refused("Begin the title with what to do: “Publish the figures”, not “The police should publish them”.")
    return title


def _writer(report: FindingsReport, by: Person) -> Membership:
    member = access.require_held(by, report.consultation, Do.WRITE_FINDINGS)
    if report.is_published:
        raise Refused("The recommendations are published. They are never removed or renumbered.")
    return member


@transaction.atomic
def remove(recommendation: Recommendation, *, by: Person) -> None:
    """Remove one while the report is a draft; later ones move up. Once people check it, what they asked for stays."""
    report = recommendation.report
    member = _writer(report, by)
    if not report.is_draft:
        raise Refused(
            "People are checking the draft and refer to its numbers, so nothing asked for can be removed now."
        )
    record(
        "recommendation_removed",
        actor=member,
        subject=recommendation,
        consultation=report.consultation.slug,
        summary=str(recommendation),
    )
    gone = recommendation.number
    recommendation.delete()
    for later in report.recommendations.filter(number__gt=gone).order_by("number"):
        later.number -= 1
        later.save(update_fields=["number"])


@transaction.atomic
def move_up(recommendation: Recommendation, *, by: Person) -> None:
    """Swap with the one above while the report is a draft. The first stays where it is."""
    report = recommendation.report
    member = _writer(report, by)
    if not report.is_draft:
        raise Refused("People are checking the draft and refer to its numbers, so nothing can be moved now.")
    above = report.recommendations.filter(number__lt=recommendation.number).last()
    if above is None:
        return
    mine, theirs = recommendation.number, above.number
    for item, number in [(above, 0), (recommendation, theirs), (above, mine)]:  # 0: a number nobody has
        item.number = number
        item.save(update_fields=["number"])
    record(
        "recommendation_moved",
        actor=member,
        subject=recommendation,
        consultation=report.consultation.slug,
        summary=f"{mine} → {theirs}",
    )
