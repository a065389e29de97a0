"""Corrections of the report, beside the recommendation that they touch: whoever answers reads the words that hold."""

from outcomes import corrections
from outcomes.models import Erratum, PoliceResponse, RecommendationResponse


def of(response: PoliceResponse) -> list[Erratum]:
    """Every correction of the report that is answered, in the order in which they came."""
    return list(Erratum.objects.filter(report_id=response.report_id).select_related("finding"))


def newest(response: PoliceResponse) -> int:
    """The newest of them, which whoever signs has to have read; 0 where there is none."""
    return max((one.pk for one in of(response)), default=0)


def touching(slot: RecommendationResponse, errata: list[Erratum]) -> list[Erratum]:
    """Those of a finding that it rests on, and those of its own words, as they read with the ones before."""
    findings = {finding.pk for finding in slot.recommendation.findings.all()}
    reads = [slot.recommendation.title, slot.recommendation.text]
    found = []
    for one in errata:
        if one.finding_id is None and corrections.says(reads, one.old):
            reads = [corrections.reading(text, [(one.old, one.new)]) for text in reads]
            found.append(one)
        elif one.finding_id in findings:
            found.append(one)
    return found


def since_drafted(response: PoliceResponse, errata: list[Erratum]) -> list[Erratum]:
    """Those that came after anybody last saved a draft: the draft was written without them."""
    drafted = response.draft_versions.order_by("-at").values_list("at", flat=True).first() if errata else None
    return [one for one in errata if drafted is not None and one.at > drafted]
