"""Putting an error in a published report right: the old words stay and the new ones stand beside them, with a date.

A facilitator proposes it, and nothing changes until a second person agrees. docs/decisions/second-person.md
"""

import re
from datetime import timedelta

from django.db import transaction
from django.db.models import QuerySet

from audit import clock, texts
from audit.record import record
from consultations import access, seating
from consultations.access import Do
from consultations.desk import desk
from consultations.desk.looking import Look
from consultations.models import Consultation, Membership
from consultations.numbers import MOST_REASON
from consultations.stages.timeline import link
from outcomes import corrections, numbers
from outcomes.models import Erratum, Finding, FindingsReport, ProposedErratum
from outcomes.notifications import events
from outcomes.report import new_words, published, versions
from people.errors import Refused
from people.models import Person
from people.text.dates import day
from people.text.sanitising import line_within

TOLD_DAYS = 28  # as long as a correction stands on the desks of the panel
YOURS = "You proposed this correction, so somebody else has to look at it."


# --- Proposed ----------------------------------------------------------------------------------------
@transaction.atomic
def propose(
    report: FindingsReport, *, by: Person, old: str, new: str, reason: str, finding: Finding | None = None
) -> ProposedErratum:
    """A correction for a second person to look at. Raises Refused where `old` is not what the report says."""
    member = access.require(by, report.consultation, Do.CORRECT_REPORT)
    locked = FindingsReport.objects.select_for_update(no_key=True).get(pk=report.pk)
    if not locked.is_published:
        raise Refused("This report is not published yet. Change the text itself.")
    old, new, reason = corrections.words(old, new, reason)
    same = {"finding": finding, "old": old, "new": new}
    if locked.errata.filter(**same).exists() or locked.proposed_errata.filter(**same, refused_by=None).exists():
        raise Refused("This correction stands there already, or waits for a second person.")
    new_words.look(locked, finding, old, new, reason)
    made = ProposedErratum.objects.create(report=locked, finding=finding, old=old, new=new, reason=reason, by=member)
    _note("correction_proposed", made, member)
    return made


@transaction.atomic
def agree(proposed: ProposedErratum, *, by: Person) -> Erratum:
    """A second person agrees: from now on it is printed, in a version of the report of its own."""
    locked, member = _second(proposed, by)
    report = FindingsReport.objects.select_for_update(no_key=True).get(pk=locked.report_id)
    new_words.look(report, locked.finding, locked.old, locked.new, locked.reason)  # the answer may be signed by now
    erratum = Erratum.objects.create(
        report=report,
        finding=locked.finding,
        old=locked.old,
        new=locked.new,
        reason=locked.reason,
        by=locked.by,
        agreed_by=member,
    )
    consultation = report.consultation.slug
    summary = f"{locked.place}: {locked.reason} Proposed by {locked.by.public_name}."
    locked.delete()
    record("report_corrected", actor=member, subject=erratum, consultation=consultation, summary=summary)
    texts.publish(published.erratum_text(erratum), by=member)
    note = f"Correction of finding {erratum.finding.number}" if erratum.finding else "Correction of the report"
    versions.next_version(report, note, by=member)
    events.report_corrected(erratum)
    return erratum


@transaction.atomic
def refuse(proposed: ProposedErratum, *, by: Person, why: str) -> ProposedErratum:
    """A second person does not agree, and says why to those who run and check it. Nothing changes."""
    locked, member = _second(proposed, by)
    locked.refused_because = line_within(why, MOST_REASON, "The reason")
    if not locked.refused_because:
        raise Refused("Say why, so that it can be put in other words.")
    locked.refused_by, locked.refused_at = member, clock.now()
    locked.save()
    _note("correction_refused", locked, member)
    return locked


@transaction.atomic
def take_back(proposed: ProposedErratum, *, by: Person) -> None:
    """Whoever proposed it no longer does."""
    member = access.require(by, proposed.report.consultation, Do.CORRECT_REPORT)
    locked = _waiting(proposed)
    if locked.by_id != member.pk:
        raise Refused("Whoever proposed a correction takes it back. You can say no to it, with a reason.")
    _note("correction_taken_back", locked, member)
    locked.delete()


def _waiting(proposed: ProposedErratum) -> ProposedErratum:
    every = ProposedErratum.objects.select_for_update(no_key=True, of=("self",)).select_related(
        "finding__area", "by__user"
    )
    locked = every.filter(pk=proposed.pk).first()
    if locked is None or not locked.waits:
        raise Refused("This correction does not wait any more.")
    return locked


def _second(proposed: ProposedErratum, by: Person) -> tuple[ProposedErratum, Membership]:
    member = access.require(by, proposed.report.consultation, Do.AGREE_TO_CORRECTION)
    locked = _waiting(proposed)
    if why := _why_not(member, locked):
        raise Refused(why)
    return locked, member


def _why_not(member: Membership, proposed: ProposedErratum) -> str:
    return YOURS if proposed.by_id == member.pk else seating.why_not_second(member, [proposed.by_id])


def _note(action: str, proposed: ProposedErratum, member: Membership) -> None:
    record(
        action,
        actor=member,
        subject=proposed,
        consultation=proposed.report.consultation.slug,
        summary=f"{proposed.place}: {proposed.refused_because or proposed.reason}",
    )


def proposed_in(consultation: Consultation, member: Membership) -> list[ProposedErratum]:
    """Those that wait and those that were not agreed to, the newest first, each with why it is not for this person."""
    here = ProposedErratum.objects.filter(report__consultation=consultation).order_by("refused_at", "-pk")
    found = list(here.select_related("report", "finding__area", "by__user", "refused_by__user"))
    for one in found:
        one.why_not = _why_not(member, one) if one.waits else ""
    return found


# --- Printed -----------------------------------------------------------------------------------------
def of(report: FindingsReport) -> list[Erratum]:
    """The corrections of a report, as they are printed."""
    found = list(report.errata.select_related("by__user", "agreed_by__user", "finding__area"))
    refused = report.proposed_errata.exclude(refused_by=None).select_related("refused_by__user") if found else []
    before = list(refused)
    asked = list(report.recommendations.all()) if before else []
    for place, erratum in enumerate(found):
        erratum.report = report
        earlier = [(one.old, one.new) for one in found[:place] if one.finding_id == erratum.finding_id]
        texts_then = new_words.texts_at(report, erratum.finding, asked) if before else []
        erratum.said_no = _said_no(erratum, before, texts_then, earlier)
        erratum.fingerprint = published.erratum_text(erratum).fingerprint
    return found


Corrected = list[tuple[str, str]]


def _said_no(erratum: Erratum, refused: list[ProposedErratum], texts_then: list[str], earlier: Corrected) -> str:
    """Who had said no to a correction of these words, or of some of them: else the passage is begun a word later, and
    proposed until somebody is found who agrees. `earlier`: the corrections that the texts read with by then.
    """
    said = [
        f"{one.refused_by.public_name}, {one.refused_by.get_role_display().lower()}, on {day(one.refused_at)}"
        for one in refused
        if one.refused_by and one.refused_at and one.refused_at < erratum.at
        if _is_the_same_elsewhere(erratum, one)
        or (one.finding_id == erratum.finding_id and _share_words(erratum.old, one.old, texts_then, earlier))
    ]
    return f"Had not agreed to a correction of these words: {'; '.join(said)}." if said else ""


def _is_the_same_elsewhere(erratum: Erratum, refused: ProposedErratum) -> bool:
    """The same words in another place of the report, as a headline repeats the title of a finding."""
    pairs = [(corrections.even(erratum.old), corrections.even(refused.old))]
    pairs.append((corrections.even(erratum.new), corrections.even(refused.new)))
    return (
        any(
            len(min(mine, other, key=len).split()) >= numbers.SAME_WORDS and (mine in other or other in mine)
            for mine, other in pairs
        )
        or pairs[0][0] == pairs[0][1]
    )


def _share_words(ours: str, theirs: str, texts_then: list[str], earlier: Corrected) -> bool:
    """Whether two passages lie over each other: one in the other, or both in a text with something in common."""
    mine, other = corrections.even(ours), corrections.even(theirs)
    return mine in other or other in mine or any(_meet(text, mine, other, earlier) for text in texts_then)


def _meet(text: str, mine: str, other: str, earlier: Corrected) -> bool:
    """Whether `mine`, in the text as its corrections leave it, has anything of `other`, which stood there once."""
    text = corrections.even(text)
    theirs = [False] * len(text)  # of each character: whether it is of `other`, or stands in its place
    for old, new in [*earlier, ("", "")]:
        for at in _places(text, other):
            theirs[at : at + len(other)] = [True] * len(other)
        text, theirs = _corrected(text, theirs, corrections.even(old), corrections.even(new))
    return any(any(theirs[at : at + len(mine)]) for at in _places(text, mine))


def _corrected(text: str, theirs: list[bool], old: str, new: str) -> tuple[str, list[bool]]:
    if not old:
        return text, theirs
    for at in reversed(_places(text, old)):
        end = at + len(old)
        theirs[at:end] = [any(theirs[at:end])] * len(new)
    return text.replace(old, new), theirs


def _places(text: str, words: str) -> list[int]:
    """Where the words begin, one after another, as a correction finds them."""
    return [found.start() for found in re.finditer(re.escape(words), text)]


# --- On the desks ------------------------------------------------------------------------------------
def _fresh() -> QuerySet[Erratum]:
    return Erratum.objects.filter(at__gt=clock.now() - timedelta(days=TOLD_DAYS))


@desk.found(Look(_fresh, "report__consultation", each=True))
def to_be_read(members: list[Membership]) -> list[desk.Todo]:
    """The panel is told of every correction."""
    known = {m.consultation_id: m.consultation for m in members}
    return [
        desk.Todo(
            "Read a correction of the report",
            f"{link('report', known[pk].slug)}#correction-{erratum}",
            known[pk].title,
        )
        for erratum, pk in _fresh().filter(report__consultation__in=known).values_list("pk", "report__consultation")
    ]


def _proposed() -> QuerySet[ProposedErratum]:
    return ProposedErratum.objects.filter(refused_by=None)


@desk.found(Look(_proposed, "report__consultation"))
def to_be_agreed(members: list[Membership]) -> list[desk.Todo]:
    """Corrections that wait for a second person who is none of those who proposed them, nor of their side."""
    known = {m.consultation_id: m.consultation for m in members}
    waiting = _proposed().filter(report__consultation__in=known)
    others = waiting.exclude(by__in=seating.sides_of(members)).order_by()
    return [
        desk.Todo("Look at a correction of the report", link("correct_report", known[pk].slug), known[pk].title)
        for pk in others.values_list("report__consultation", flat=True).distinct()
    ]
