"""Gate E: something is asked for, and it rests on a finding."""

from consultations.models import Consultation
from consultations.stages.stages import Missing
from outcomes.findings.gates import asked_for


def something_is_asked_for(consultation: Consultation) -> list[Missing]:
    asked = asked_for(consultation)
    if not asked:
        return [Missing("Add at least one recommendation.", "recommendations")]
    return [
        Missing(f"Recommendation {item.number} rests on no finding.", "recommendations")
        for item in asked
        if not item.findings.all()
    ]
