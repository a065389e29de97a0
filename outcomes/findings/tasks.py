"""The draft findings on a participant's list."""

from audit import clock
from consultations.consultation.next_step import Task
from consultations.models import Consultation, Membership, Role, Stage
from consultations.stages import timeline
from outcomes.findings import checking
from outcomes.models import FindingsReport


def check_the_draft(consultation: Consultation, membership: Membership | None) -> list[Task]:
    """While the draft findings are being checked, participants are asked whether that is what they said."""
    if membership is None or membership.role != Role.PARTICIPANT or consultation.stage != Stage.ANALYSIS:
        return []
    report = FindingsReport.objects.filter(consultation=consultation, checking_from__isnull=False).first()
    if report is None:
        return []
    report.consultation = consultation
    until = checking.check_until(report)
    if until is None or clock.now() >= until:
        return []
    return [
        {
            "title": "Check the draft findings",
            "href": timeline.link("check_findings", consultation.slug),
            "status": "To do",
            "hint": "Is this what you said?",
            "order": 80,
        }
    ]
