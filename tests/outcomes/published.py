"""A published report with recommendations, for the rooms that come after it."""

from consultations.models import DiscussionArea, Stage
from outcomes.answers import responses
from outcomes.models import Finding, FindingsReport, PoliceResponse, Recommendation
from outcomes.models.answers import POINTS
from tests.cast import Cast

LONG = (
    "Because the rooms we use were not built for it and the budget for this year is spent. A cheaper way was looked at "
    "in spring: it would have left three streets without any cover at night, which nobody in those meetings wanted."
)

#: Every point of a complete answer, in the opening statement.
SAID = {key: {"in": [0]} for key in POINTS}


def publish(cast: Cast, recommendations: int = 2) -> PoliceResponse:
    """Findings out, recommendations numbered from 1, the response workspace open."""
    cast.at(Stage.FINDINGS_PUBLISHED)
    report = FindingsReport.objects.create(consultation=cast.consultation, state=FindingsReport.State.PUBLISHED)
    area = DiscussionArea.objects.filter(consultation=cast.consultation).first()
    finding = Finding.objects.create(report=report, area=area, order=1, title="People want signs", breadth="majority")
    for number in range(1, recommendations + 1):
        recommendation = Recommendation.objects.create(
            report=report, number=number, title=f"Put up signs, part {number}"
        )
        recommendation.findings.add(finding)
    return responses.start(report)
