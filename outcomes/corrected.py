"""Corrections of the report, beside the words that they touch: whoever answers reads what holds, and whoever judges.

A page that prints words of the report elsewhere prints with them what was corrected of them.
"""

from collections.abc import Iterable

from django.db.models import prefetch_related_objects

from outcomes import corrections
from outcomes.models import Erratum, FindingsReport, PoliceResponse, Recommendation, RecommendationResponse


def of(report: FindingsReport) -> list[Erratum]:
    """Every correction of the report, in the order in which they came: one query."""
    return list(Erratum.objects.filter(report=report).select_related("finding__area", "by__user"))


def newest(response: PoliceResponse) -> int:
    """The newest of them, which whoever signs has to have read; 0 where there is none."""
    return max((one.pk for one in of(response.report)), default=0)


def of_words(texts: Iterable[str], errata: Iterable[Erratum]) -> list[Erratum]:
    """Those of the report's own words in these texts, as they read with the ones before."""
    reads, found = list(texts), []
    for one in errata:
        if one.finding_id is None and corrections.says(reads, one.old):
            reads = [corrections.reading(text, [(one.old, one.new)]) for text in reads]
            found.append(one)
    return found


def touching(recommendation: Recommendation, errata: list[Erratum]) -> list[Erratum]:
    """Those of a finding that it rests on, and those of its own words."""
    if not errata:
        return []
    findings = {finding.pk for finding in recommendation.findings.all()}
    own = of_words([recommendation.title, recommendation.text, recommendation.addressed_to], errata)
    return [one for one in errata if one in own or one.finding_id in findings]


def note(slots: Iterable[RecommendationResponse], errata: list[Erratum]) -> None:
    """Put beside each answer what was corrected of what it answers."""
    noted = list(slots)
    if errata:
        prefetch_related_objects([slot.recommendation for slot in noted], "findings")
    for slot in noted:
        slot.report_errata = touching(slot.recommendation, errata)


def since_drafted(response: PoliceResponse, errata: list[Erratum]) -> list[Erratum]:
    """Those that came after anybody last saved a draft: the draft was written without them."""
    drafted = response.draft_versions.order_by("-at").values_list("at", flat=True).first() if errata else None
    return [one for one in errata if drafted is not None and one.at > drafted]
