"""Findings: what people said, how widely, and what we draw from it; then the checks before it is published."""

import secrets
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import Max

from audit.record import record
from consultations import access
from consultations.access import Do
from consultations.models import Consultation, DiscussionArea, Membership
from deliberation.counting import shown_counts
from deliberation.discussion import printed
from deliberation.models import ShownFigure
from outcomes import numbers
from outcomes.findings import agreeing, aims, breadths, differences, joined, labels, moved
from outcomes.models import (
    Breadth,
    Excerpt,
    Finding,
    FindingQuote,
    FindingsReport,
    GroupStance,
    Stance,
)
from people.errors import Refused
from people.models import Person
from people.text.sanitising import line_within, one_line, within

#: Printed in every report (domain 6.2, 6.3). Facilitators add to it; they start from it.
LIMITATIONS = (
    "These labels describe the people who took part. They are not estimates for everybody who lives here. "
    "Where we give a number of people, we also give how many spoke on the matter. "
    "Numbers are held back where they could point to somebody."
)
TEXTS = {"said": 3000, "inferred": 3000, "differences": 2000}
REPORT_TEXTS = {"headline": 240, "in_brief": 1500, "limitations": 3000, "conclusion": 3000}
#: What each is called where it is too long.
PARTS = {
    "said": "What people said",
    "inferred": "What we draw from it",
    "differences": "Where people differ",
    "headline": "The headline",
    "in_brief": "The overall reading",
    "limitations": "The text of the limitations",
    "conclusion": "The conclusion",
}


# --- The report ---------------------------------------------------------------------------------
@transaction.atomic
def start_report(consultation: Consultation, *, by: Person) -> FindingsReport:
    """The one report of a consultation; made at the first call."""
    member = access.require_held(by, consultation, Do.WRITE_FINDINGS)
    report, created = FindingsReport.objects.get_or_create(
        consultation=consultation, defaults={"limitations": LIMITATIONS, "salt": secrets.token_hex(16)}
    )
    if created:
        record("report_started", actor=member, subject=report, consultation=consultation.slug)
    return report


@transaction.atomic
def write_report(report: FindingsReport, *, by: Person, **fields: Any) -> FindingsReport:
    """Write the report's own texts: headline, in_brief, limitations, conclusion, summary, conditions.

    `summary` is [{"text", "finding": pk}], at most nine; `conditions` is a list of sentences, the first first.
    """
    member = _writer(report, by)
    for name in fields.keys() & REPORT_TEXTS.keys():
        whole = line_within if name == "headline" else within
        setattr(report, name, whole(fields[name], REPORT_TEXTS[name], PARTS[name]))
    if "summary" in fields:
        report.summary = _bullets(report, fields["summary"])
    if "conditions" in fields:
        report.conditions = [kept for text in fields["conditions"] if (kept := line_within(text, 300, "A condition"))]
    report.save()
    record(
        "report_written",
        actor=member,
        subject=report,
        consultation=report.consultation.slug,
        summary=", ".join(sorted(fields)),
    )
    return report


def _bullets(report: FindingsReport, bullets: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    kept = [
        {
            "text": line_within(item["text"], 400, "A point of the summary"),
            "finding": int(item["finding"]) if item.get("finding") else None,
        }
        for item in bullets
        if one_line(item.get("text") or "")
    ]
    if len(kept) > numbers.MOST_POINTS:
        raise Refused(f"A summary has at most {numbers.MOST_POINTS} points. Join or drop some.")
    here = set(report.findings.values_list("pk", flat=True))
    if any(item["finding"] not in here for item in kept):
        raise Refused("Say for each point of the summary which finding it comes from.")
    return kept


def _writer(report: FindingsReport, by: Person) -> Membership:
    member = access.require_held(by, report.consultation, Do.WRITE_FINDINGS)
    if report.is_published:
        raise Refused("The findings are published. What was wrong is put right with an erratum, not by changing them.")
    return member


# --- A finding ----------------------------------------------------------------------------------
@transaction.atomic
def add_finding(report: FindingsReport, area: DiscussionArea, *, by: Person, **fields: Any) -> Finding:
    """A new finding, last in its area: the next of 2.1, 2.2, …"""
    member = _writer(report, by)
    if area.consultation_id != report.consultation_id:
        raise Refused("That part belongs to another consultation.")
    title = _title(fields.get("title", ""))
    last = report.findings.filter(area=area).aggregate(last=Max("order"))["last"] or 0
    finding = Finding.objects.create(report=report, area=area, order=last + 1, title=title)
    record("finding_added", actor=member, subject=finding, consultation=report.consultation.slug, summary=str(finding))
    return write_finding(finding, by=by, **fields) if fields.keys() - {"title"} else finding


def _title(title: str) -> str:
    title = line_within(title, 200, "The title")
    if not title:
        raise Refused("Give the finding a title that says what was found.")
    return title


@transaction.atomic
def write_finding(finding: Finding, *, by: Person, **fields: Any) -> Finding:
    """Write any of: title, kind, other_body, themes, position, said, inferred, differences, questions.

    Counts follow at once. A label is of what is counted: with other themes or stances, or nobody, it goes.
    """
    member = _writer(finding.report, by)
    rested_on = _ground(finding)
    if "title" in fields:
        finding.title = _title(fields["title"])
    if "kind" in fields:
        finding.kind = Finding.Kind(fields["kind"])
    if "position" in fields:
        finding.position = [value for value in Stance.values if value in set(fields["position"])]
        if labels.is_contradictory(finding.position):
            raise Refused(labels.CONTRADICTORY)
    if "other_body" in fields:
        finding.other_body = line_within(fields["other_body"], 120, "The other body")
        printed.refuse("The other body", finding.other_body, counts=False)  # what it counts is shown as it is typed
    for name in fields.keys() & TEXTS.keys():
        setattr(finding, name, within(fields[name], TEXTS[name], PARTS[name]))
    finding.save()
    _link(finding, fields)
    proposal = recount(finding)
    if not proposal.breadth or _ground(finding) != rested_on:
        _without_label(finding, member)
    record(
        "finding_written",
        actor=member,
        subject=finding,
        consultation=finding.report.consultation.slug,
        summary=f"{finding.number}: {', '.join(sorted(fields))}",
    )
    return finding


def _ground(finding: Finding) -> tuple[set[int], set[str]]:
    """What its label counts: themes and stances."""
    return {theme.pk for theme in finding.themes.all()}, set(finding.position)


def _without_label(finding: Finding, member: Membership) -> None:
    """No label, no reason for one, and nothing asked of the panel about one."""
    agreeing.take_back(finding, member)
    if not finding.breadth:
        return
    gone = finding.label
    finding.breadth, finding.strongly_felt, finding.override_reason = "", False, ""
    finding.computed["chosen_against"] = None
    finding.save()
    record(
        "label_removed",
        actor=member,
        subject=finding,
        consultation=finding.report.consultation.slug,
        summary=f"{finding.number}: {gone}",
    )


def _link(finding: Finding, fields: dict[str, Any]) -> None:
    consultation = finding.report.consultation_id
    if "themes" in fields:
        if any(theme.consultation_id != consultation for theme in fields["themes"]):
            raise Refused("That theme belongs to another consultation.")
        finding.themes.set(fields["themes"])
    if "questions" in fields:
        if any(question.poll.consultation_id != consultation for question in fields["questions"]):
            raise Refused("That poll question belongs to another consultation.")
        finding.questions.set(fields["questions"])


@transaction.atomic
def note_groups(finding: Finding, notes: dict[int, str], *, by: Person) -> None:
    """A few words on how single groups stood, beside those worked out: {group pk: note}, "" for none."""
    member = _writer(finding.report, by)
    for stood in GroupStance.objects.filter(finding=finding, group__in=notes):
        stood.note = line_within(notes[stood.group_id], 160, "The note on a group")
        stood.save(update_fields=["note"])
    record(
        "groups_noted",
        actor=member,
        subject=finding,
        consultation=finding.report.consultation.slug,
        summary=finding.number,
    )


@transaction.atomic
def move_finding(finding: Finding, area: DiscussionArea, place: int, *, by: Person) -> Finding:
    """To another place, in this part or another, while the draft is the writers' own; later, numbers stay."""
    report = finding.report
    member = _writer(report, by)
    if report.state != FindingsReport.State.DRAFT:
        raise Refused("People are checking the draft and refer to its numbers, so no finding can be moved now.")
    if area.consultation_id != report.consultation_id:
        raise Refused("That part belongs to another consultation.")
    before, left = finding.number, finding.area
    here = list(report.findings.filter(area=area).exclude(pk=finding.pk).order_by("order"))
    place = min(max(place, 1), len(here) + 1)
    ordered = [*here[: place - 1], finding, *here[place - 1 :]]
    finding.area = area
    _number(report, area, ordered)
    if left != area:
        _number(report, left, list(report.findings.filter(area=left).exclude(pk=finding.pk).order_by("order")))
    record(
        "finding_moved",
        actor=member,
        subject=finding,
        consultation=report.consultation.slug,
        summary=f"{before} → {finding.number}",
    )
    return finding


def _number(report: FindingsReport, area: DiscussionArea, ordered: list[Finding]) -> None:
    """Number them from 1, by way of numbers that nobody has."""
    free = 1 + max([0, *report.findings.values_list("order", flat=True)])
    for shift in (free, 0):
        for order, one in enumerate(ordered, start=1):
            one.area, one.order = area, shift + order
            one.save(update_fields=["area", "order"])


@transaction.atomic
def split_finding(finding: Finding, *, by: Person, title: str) -> Finding:
    """A second finding beside it, with its themes, position and quotes, to be told apart from then on."""
    made = add_finding(finding.report, finding.area, by=by, title=title)
    write_finding(
        made,
        by=by,
        kind=finding.kind,
        other_body=finding.other_body,
        themes=finding.themes.all(),
        position=finding.position,
        said=finding.said,
        inferred=finding.inferred,
        differences=finding.differences,
        questions=finding.questions.all(),
    )
    set_quotes(made, [quote.excerpt for quote in finding.finding_quotes.all() if quote.excerpt], by=by)
    return move_finding(made, finding.area, finding.order + 1, by=by)


@transaction.atomic
def join_findings(finding: Finding, other: Finding, *, by: Person) -> Finding:
    """The other goes into this one: its texts below, its themes and quotes beside. The label is chosen anew."""
    if finding.pk == other.pk or finding.report_id != other.report_id:
        raise Refused("Choose another finding of this report.")
    texts = {name: "\n\n".join(filter(None, [getattr(finding, name), getattr(other, name)])) for name in TEXTS}
    themes = {*finding.themes.all(), *other.themes.all()}
    questions = {*finding.questions.all(), *other.questions.all()}
    quotes = [quote.excerpt for one in (finding, other) for quote in one.finding_quotes.all() if quote.excerpt]
    position = [*finding.position, *other.position]
    body = finding.other_body or other.other_body
    write_finding(
        finding, by=by, themes=list(themes), position=position, questions=list(questions), other_body=body, **texts
    )
    set_quotes(finding, list(dict.fromkeys(quotes)), by=by)
    for asked in other.recommendations.all():
        asked.findings.add(finding)
    report = finding.report
    report.summary = [
        {**item, "finding": finding.pk} if item["finding"] == other.pk else item for item in report.summary
    ]
    report.save()
    _without_label(finding, _writer(report, by))
    other.report = report
    remove_finding(other, by=by)
    return Finding.objects.get(pk=finding.pk)


@transaction.atomic
def remove_finding(finding: Finding, *, by: Person) -> None:
    """Remove a finding while the report is a draft; later ones in its part move up. Numbers stay once people check."""
    report = finding.report
    member = _writer(report, by)
    if report.state != FindingsReport.State.DRAFT:
        raise Refused("People are checking the draft and refer to its numbers, so no finding can be removed now.")
    record(
        "finding_removed", actor=member, subject=finding, consultation=report.consultation.slug, summary=str(finding)
    )
    report.summary = [item for item in report.summary if item["finding"] != finding.pk]
    agreeing.keep_noes(finding)
    report.save()
    later = report.findings.filter(area=finding.area, order__gt=finding.order).order_by("order")
    moving = list(later)
    finding.delete()
    for other in moving:
        other.order -= 1
        other.save(update_fields=["order"])


@transaction.atomic
def set_quotes(finding: Finding, excerpts: list[Excerpt], *, by: Person) -> None:
    """The finding's quotes, in this order, in place of those it had."""
    member = _writer(finding.report, by)
    on_theme = set(labels.codings_on(finding, and_polls=True).values_list("excerpt", flat=True))
    if any(excerpt.pk not in on_theme for excerpt in excerpts):
        raise Refused("Quotes come from words coded with this finding’s themes. Choose its themes first.")
    finding.finding_quotes.exclude(excerpt__in=excerpts).delete()
    here = {quote.excerpt_id: quote for quote in finding.finding_quotes.all()}  # a recommendation may be in their words
    placed = [here.get(one.pk) or FindingQuote(finding=finding, excerpt=one) for one in excerpts]
    for order, quote in enumerate(placed, start=1):
        quote.order = order
    FindingQuote.objects.bulk_update([quote for quote in placed if quote.pk], ["order"])
    FindingQuote.objects.bulk_create(quote for quote in placed if not quote.pk)
    record(
        "quotes_chosen",
        actor=member,
        subject=finding,
        consultation=finding.report.consultation.slug,
        summary=f"{finding.number}: {len(excerpts)}",
    )


def _as_shown(finding: Finding, ground: labels.Ground) -> dict[str, Any]:
    """The counts that stay as others have read them, where the new ones would tell who left or what one person holds.

    While the draft is the writers' own nothing was shown. docs/decisions/shown-before.md
    """
    if finding.report.state == FindingsReport.State.DRAFT:
        return {}
    kind, subject = ShownFigure.Kind.FINDING, moved.subject_of(finding)
    if not shown_counts.admit(finding.report.consultation, kind, subject, ground.people(finding)):
        return {}
    return moved.as_read(finding)


def recount(finding: Finding) -> labels.Label:
    """Store the proposal and how each group stood, as the coding now has it. Not an act: nobody decides anything."""
    ground = labels.ground_of(finding)
    proposal, chosen_against = ground.propose(finding), finding.computed.get("chosen_against")
    computed: dict[str, Any] = {**proposal.as_dict(), **_as_shown(finding, ground), "chosen_against": chosen_against}
    if finding.agreement is not None:  # what the panel had said before stands beside it, here and in the fingerprint
        computed["said_no"] = agreeing.said_no(finding)
    finding.computed = {
        **computed,
        "looked": differences.looked_at(finding, computed["by_group"]),
        "aims": aims.of(finding, ground),
        "in_polls": ground.in_polls(finding),
        "without_unannounced": labels.without_unannounced(finding, proposal),
        "joined": joined.told(finding),
    }
    finding.save(update_fields=["computed"])
    for count in proposal.by_group:
        GroupStance.objects.update_or_create(
            finding=finding, group_id=count.group, defaults={"spoke": count.spoke, "held": count.held}
        )
    here = GroupStance.objects.filter(finding=finding)  # the finding may have been read with its notes alone
    here.exclude(group__in=[count.group for count in proposal.by_group]).delete()
    return proposal


@transaction.atomic
def count_anew(report: FindingsReport, *, by: Person) -> None:
    """The counts of the draft as the coding has them today, for the panel to read before it speaks."""
    member = access.require(by, report.consultation, Do.ADD_OVERSIGHT_STATEMENT)
    if report.is_published:
        raise Refused("The findings are published. Their counts stay as they are.")
    for finding in report.findings.prefetch_related("themes"):
        recount(finding)
    record("findings_counted", actor=member, subject=report, consultation=report.consultation.slug)


@transaction.atomic
def choose_label(
    finding: Finding, *, by: Person, breadth: str, strongly_felt: bool, override_reason: str = ""
) -> Finding:
    """Decide the label. A lower one than the coding supports needs a reason, which the report prints; a higher one
    goes to the panel, and until it agrees the finding bears what is supported. Of several themes each alone counts too.
    """
    member = _writer(finding.report, by)
    proposal = recount(finding)
    if not proposal.breadth:
        raise Refused("Not one of the invited is coded as holding this view, so there is nothing to label.")
    supported, chosen = proposal.supported, (Breadth(breadth), strongly_felt)
    is_another = any(chosen != one for one in supported)
    reason = within(override_reason, 1000, "The reason")
    if is_another and not reason:
        raise Refused(_give_the_reason(proposal, chosen))
    if any(breadths.is_higher(chosen, one) for one in supported):
        agreeing.ask(finding, chosen, proposal, member, reason)
        return _bear(finding, breadths.weakest(supported), proposal, member, "")
    agreeing.take_back(finding, member)
    return _bear(finding, chosen, proposal, member, reason if is_another else "")


def _give_the_reason(proposal: labels.Label, chosen: breadths.Strength) -> str:
    supported = f"The coding supports “{breadths.words(*proposal.supported[0])}”"
    if each := breadths.each_alone(proposal.alone, chosen):
        return (
            f"{supported}. {each}. Make a finding of its own of what differs, or give the reason: it is printed in the "
            "report."
        )
    return f"{supported}. You can choose another label, but give the reason: it is printed in the report."


def _bear(
    finding: Finding, chosen: breadths.Strength, proposal: labels.Label, member: Membership, reason: str
) -> Finding:
    finding.breadth, finding.strongly_felt = chosen
    finding.override_reason, finding.labelled_by = reason, member
    # If the coding moves on, the reason no longer answers what it supports: see `_label_moved` in checking.
    finding.computed["chosen_against"] = proposal.ground
    finding.save()
    record(
        "label_overridden" if reason else "label_chosen",
        actor=member,
        subject=finding,
        consultation=finding.report.consultation.slug,
        summary=f"{finding.number}: {finding.label}" + (f". {reason}" if reason else ""),
        proposed=breadths.words(*proposal.supported[0]),
    )
    return finding
