"""What residents asked about one technology, and what came of each: on the page of the technology."""

from consultations.models import Technology
from outcomes.models import PoliceResponse, Recommendation

SHOWN = 12  # the newest; each consultation's own page has all of its own


def technology(about: Technology) -> dict[str, object] | None:
    found = (
        Recommendation.objects.filter(
            report__consultation__in=about.consultations.public().values("pk"),
            report__state="published",
            superseded_by=None,
        )
        .select_related("report__consultation", "answer__response", "answer__decided")
        .prefetch_related("answer__commitments")
        .order_by("-report_id", "number")
    )
    rows = list(found[:SHOWN])
    if not rows:
        return None
    return {"template": "outcomes/scorecards/_came_of.html", "rows": [_row(one) for one in rows]}


def _row(asked: Recommendation) -> dict[str, object]:
    """The status that holds now, with the promises given up; nothing before the answer is signed."""
    answer = getattr(asked, "answer", None)
    signed = answer if answer is not None and answer.response.state == PoliceResponse.State.SIGNED else None
    return {
        "asked": asked,
        "consultation": asked.report.consultation,
        "status": signed.standing if signed else "",
        "given_up": signed.given_up_words if signed else "",
    }
