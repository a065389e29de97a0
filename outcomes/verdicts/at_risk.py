"""A reason beside the verdict says that somebody may be at risk. Nobody knows its author: the lead alone is told."""

from collections.abc import Sequence

from consultations.stages.timeline import link
from deliberation.models import SafetyAlert
from deliberation.safeguarding import safeguarding
from outcomes.models import VerdictReason
from outcomes.verdicts import verdicts
from people.errors import Refused
from people.models import Person

VERDICT = SafetyAlert.About.VERDICT
TOLD = "The safeguarding lead is told."


def raise_for_reason(reason: VerdictReason, *, by: Person) -> SafetyAlert:
    consultation = reason.answer.response.report.consultation
    if not verdicts.has_closed(consultation):
        raise Refused("Residents are still being asked. Their reasons can be read once that has closed.")
    return safeguarding.raise_for_words(VERDICT, reason.pk, consultation, by=by, author=None)


def reason_of(alert: SafetyAlert) -> str:
    found = VerdictReason.objects.filter(pk=alert.subject).exclude(text="").exists()
    return link("verdict_reasons", alert.consultation.slug) if found else ""


def note(reasons: Sequence[VerdictReason]) -> None:
    """`alert` of each: the lead knows of it. One query."""
    alerts = safeguarding.alerts_of(VERDICT, [one.pk for one in reasons])
    for one in reasons:
        one.alert = alerts.get(str(one.pk))
