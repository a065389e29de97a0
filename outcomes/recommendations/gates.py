"""Gate E: something is asked for, and it rests on a finding."""

from django.db.models import Exists, OuterRef

from consultations.models import Consultation
from consultations.stages.stages import Missing
from outcomes.findings.gates import report_of
from outcomes.models import Recommendation


def something_is_asked_for(consultation: Consultation) -> list[Missing]:
    report = report_of(consultation)
    rests = Exists(Recommendation.findings.through.objects.filter(recommendation=OuterRef("pk")))
    asked = list(report.recommendations.annotate(rests=rests)) if report else []
    if not asked:
        return [Missing("Add at least one recommendation.", "recommendations")]
    return [
        Missing(f"Recommendation {item.number} rests on no finding.", "recommendations")
        for item in asked
        if not item.rests
    ]
