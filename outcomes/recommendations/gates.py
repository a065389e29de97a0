"""Gate E: something is asked for, and it rests on a finding."""

from consultations.models import Consultation
from consultations.stages.stages import Missing
from outcomes.findings.gates import report_of


def something_is_asked_for(consultation: Consultation) -> list[Missing]:
    report = report_of(consultation)
    asked = list(report.recommendations.prefetch_related("findings")) if report else []
    if not asked:
        return [Missing("Add at least one recommendation.", "recommendations")]
    return [
        Missing(f"Recommendation {item.number} rests on no finding.", "recommendations")
        for item in asked
        if not item.findings.all()
    ]
