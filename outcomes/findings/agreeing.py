"""A label that says more than the coding supports: the facilitators ask, the panel agrees or does not.

A lower label is the facilitators' own, with a reason; nobody raises one alone (domain 6.2).
"""

from typing import TypedDict

from django.db import transaction
from django.db.models import Case, QuerySet, When

from audit import clock
from audit.record import record
from consultations import access, seating
from consultations.access import Do
from consultations.birds import refuse_names
from consultations.models import Consultation, Membership
from outcomes.findings import breadths, labels
from outcomes.models import Finding, FindingsReport, HigherLabel
from people.errors import Refused
from people.models import Person
from people.text.dates import day, local_day
from people.text.sanitising import within

A = HigherLabel.Answer


def ask(
    finding: Finding, wanted: breadths.Strength, proposal: labels.Label, member: Membership, reason: str
) -> HigherLabel:
    """Put the question to the panel, in place of one that is still open. Part of `findings.choose_label`."""
    take_back(finding, member)
    made = HigherLabel.objects.create(
        finding=finding,
        breadth=wanted[0],
        strongly_felt=wanted[1],
        supported=proposal.ground,
        themes=sorted(theme.pk for theme in finding.themes.all()),
        reason=reason,
        asked_by=member,
    )
    _note("higher_label_asked", made, member, f"{made.label}. {reason}")
    return made


def take_back(finding: Finding, member: Membership) -> None:
    """Nothing is asked of the panel any more about this finding."""
    for waiting in finding.higher_labels.select_for_update(no_key=True).filter(answer=A.OPEN):
        waiting.answer, waiting.answered_at = A.TAKEN_BACK, clock.now()
        waiting.save()
        _note("higher_label_taken_back", waiting, member, waiting.label)


@transaction.atomic
def answer(asked: HigherLabel, *, by: Person, agreed: bool, why: str) -> HigherLabel:
    """The panel's answer, with its reason, once. Agreed, the finding bears the label; else it keeps what it has."""
    consultation = asked.finding.report.consultation
    member = access.require(by, consultation, Do.AGREE_TO_LABEL)
    locked = HigherLabel.objects.select_for_update(no_key=True).select_related("finding__report").get(pk=asked.pk)
    if not locked.is_open:
        raise Refused("This has been answered or taken back already.")
    if locked.finding.report.is_published:
        raise Refused("The findings are published. Their labels stay as they are.")
    if agreed and (near := seating.why_not_beside_who_runs_it(member)):
        raise Refused(near)
    why = within(why, 1000, "The reason")
    if not why:
        raise Refused("Say why: it is printed with the finding’s label.")
    refuse_names(why)
    if agreed:
        _bear(locked)
    locked.answer, locked.why = (A.AGREED if agreed else A.REFUSED), why
    locked.answered_by, locked.answered_at = member, clock.now()
    locked.save()
    _note("higher_label_agreed" if agreed else "higher_label_refused", locked, member, f"{locked.label}. {why}")
    return locked


def _bear(asked: HigherLabel) -> None:
    """The finding takes the label. Refused where the coding now supports another one than as it was asked."""
    finding = Finding.objects.select_for_update(no_key=True).get(pk=asked.finding_id)
    if labels.propose(finding).ground != asked.supported:
        raise Refused("The coding has moved since this was asked. Let the facilitators look at the label again.")
    finding.breadth, finding.strongly_felt = asked.breadth, asked.strongly_felt
    finding.override_reason, finding.labelled_by = asked.reason, asked.asked_by
    finding.computed["chosen_against"] = asked.supported
    finding.computed["said_no"] = said_no(finding)
    finding.save()


# --- What the panel had said before -------------------------------------------------------------
class No(TypedDict):
    """A no, as it is kept with the report once its finding is gone, and printed beside a later yes."""

    label: str
    who: str  # and as what
    on: str  # a day, in words
    why: str
    themes: list[int]


def keep_noes(finding: Finding) -> None:
    """Its finding goes and the panel’s no stays: else it is made anew and asked of somebody else."""
    report = finding.report
    refused = finding.higher_labels.filter(answer=A.REFUSED).select_related("answered_by__user")
    report.labels_refused += [_as_no(one) for one in refused]


def said_no(finding: Finding) -> list[No]:
    """Each no of the panel to a label above what the coding supports: of this finding, and of any other, also one that
    is gone, that rested on a theme of this one.
    """
    report = FindingsReport.objects.only("labels_refused").get(pk=finding.report_id)
    themes = {theme.pk for theme in finding.themes.all()}
    here = HigherLabel.objects.filter(finding__report=report, answer=A.REFUSED).order_by("answered_at")
    refused = here.select_related("finding", "answered_by__user")
    of_these = [_as_no(one) for one in refused if one.finding_id == finding.pk or themes & set(one.themes)]
    return [*(one for one in report.labels_refused if themes & set(one["themes"])), *of_these]


def _as_no(asked: HigherLabel) -> No:
    assert asked.answered_by is not None and asked.answered_at is not None
    who = f"{asked.answered_by.public_name}, {asked.answered_by.get_role_display().lower()}"
    on = day(local_day(asked.answered_at))
    return No(label=asked.label, who=who, on=on, why=asked.why, themes=asked.themes)


def asked_in(consultation: Consultation) -> QuerySet[HigherLabel]:
    """Every question of a consultation, with its finding, the open ones first."""
    here = HigherLabel.objects.filter(finding__report__consultation=consultation)
    whole = here.select_related("finding__area", "asked_by__user", "answered_by__user")
    return whole.order_by(Case(When(answer=A.OPEN, then=0), default=1), "-pk")


def _note(action: str, asked: HigherLabel, member: Membership, summary: str) -> None:
    finding = asked.finding
    record(
        action,
        actor=member,
        subject=asked,
        consultation=finding.report.consultation.slug,
        summary=f"{finding.number}: {summary}",
        proposed=breadths.words(*asked.supported[:2]),
    )
