"""Putting an error in a published report right: the old words stay and the new ones stand beside them, with a date."""

from datetime import timedelta

from django.db import transaction
from django.db.models import QuerySet

from audit import clock, texts
from audit.record import record
from consultations import access
from consultations.access import Do
from consultations.desk import desk
from consultations.desk.looking import Look
from consultations.models import Membership
from consultations.stages.timeline import link
from outcomes import corrections
from outcomes.findings import wording
from outcomes.models import Erratum, Finding, FindingsReport, PoliceResponse
from outcomes.report import published, versions
from people.errors import Refused
from people.models import Person

TOLD_DAYS = 28  # as long as a correction stands on the desks of the panel


@transaction.atomic
def add(
    report: FindingsReport, *, by: Person, old: str, new: str, reason: str, finding: Finding | None = None
) -> Erratum:
    """A dated correction with its reason, in a version of its own. Raises Refused where `old` is not what it says."""
    consultation = report.consultation
    member = access.require(by, consultation, Do.CORRECT_REPORT)
    locked = FindingsReport.objects.select_for_update().get(pk=report.pk)
    if not locked.is_published:
        raise Refused("This report is not published yet. Change the text itself.")
    old, new, reason = corrections.words(old, new, reason)
    if not _says(locked, finding, old):
        place = f"Finding {finding.number}" if finding else "The report"
        raise Refused(f"{place} does not say these words. Copy them exactly as they are printed.")
    if finding is None and _was_answered(locked, old):
        raise Refused(
            "The police have signed their answer to this recommendation as it reads, so it is no longer corrected. "
            "What was agreed to would be another thing."
        )
    if wrong := _wording(locked, finding, new):
        raise Refused("The new words count what was not counted.", wrong)
    erratum = Erratum.objects.create(report=locked, finding=finding, old=old, new=new, reason=reason, by=member)
    where = f"Finding {finding.number}" if finding else "The report"
    record(
        "report_corrected", actor=member, subject=erratum, consultation=consultation.slug, summary=f"{where}: {reason}"
    )
    texts.publish(published.erratum_text(erratum), by=member)
    note = f"Correction of finding {finding.number}" if finding else "Correction of the report"
    versions.next_version(locked, note, by=member)
    report.refresh_from_db()
    return erratum


def _was_answered(report: FindingsReport, old: str) -> bool:
    """Words of a recommendation, once the answer is signed: a softer one would be kept more easily."""
    if not PoliceResponse.objects.filter(report=report, state=PoliceResponse.State.SIGNED).exists():
        return False
    asked = [text for pair in report.recommendations.values_list("title", "text") for text in pair]
    return corrections.says(asked, old) and not corrections.says(_own_words(report), old)


def _wording(report: FindingsReport, finding: Finding | None, new: str) -> list[str]:
    """Words of number that the published counts do not bear."""
    bearing = {one.number: wording.as_published(one) for one in report.findings.select_related("area")}
    if finding is not None:
        return wording.look("Words that are right", new, [bearing[finding.number]]).problems
    return wording.by_sentence("Words that are right", new, bearing).problems


def _says(report: FindingsReport, finding: Finding | None, old: str) -> bool:
    if finding is not None:
        said = [finding.title, finding.said, finding.inferred, finding.differences, finding.override_reason]
    else:
        said = _own_words(report)
        said += [text for pair in report.recommendations.values_list("title", "text") for text in pair]
    return corrections.says(said, old)


def _own_words(report: FindingsReport) -> list[str]:
    points = [str(point["text"]) for point in report.summary]
    return [report.headline, report.in_brief, report.limitations, report.conclusion, *points, *report.conditions]


def of(report: FindingsReport) -> list[Erratum]:
    """The corrections of a report, as they are printed."""
    found = list(report.errata.select_related("by__user", "finding__area"))
    for erratum in found:
        erratum.report = report
        erratum.fingerprint = published.erratum_text(erratum).fingerprint
    return found


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
