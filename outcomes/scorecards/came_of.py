"""What residents asked about one technology, and what came of each: on the page of the technology."""

from django.db.models import Q, QuerySet

from consultations.models import Technology
from outcomes.models import PoliceResponse, Recommendation
from people.text.sanitising import number

SHOWN = 12  # on a page, the newest first


def technology(about: Technology, after: str) -> dict[str, object] | None:
    """A page of them; `after` is the key with which the last page ended: consultation by consultation, in its order."""
    found = (
        Recommendation.objects.filter(
            report__consultation__in=about.consultations.public().values("pk"),
            report__state="published",
            superseded_by=None,
        )
        .select_related("report__consultation", "answer__response__report__consultation__force", "answer__decided")
        .prefetch_related("answer__commitments")
        .order_by("-report_id", "number")
    )
    rows = list(_after(found, after)[: SHOWN + 1])
    if not rows:
        return None
    last = rows[SHOWN - 1] if len(rows) > SHOWN else None
    return {
        "template": "outcomes/scorecards/_came_of.html",
        "rows": [_row(one) for one in rows[:SHOWN]],
        "after": f"{last.report_id}-{last.number}" if last else "",
    }


def _after(found: QuerySet[Recommendation], key: str) -> QuerySet[Recommendation]:
    report, _, place = key.partition("-")
    last = number(report)
    return found.filter(Q(report__lt=last) | Q(report=last, number__gt=number(place))) if last else found


def _row(asked: Recommendation) -> dict[str, object]:
    """With the answer to it, whose standing says what is late, dropped or not seen; none before it is signed."""
    answer = getattr(asked, "answer", None)
    signed = answer if answer is not None and answer.response.state == PoliceResponse.State.SIGNED else None
    return {"asked": asked, "consultation": asked.report.consultation, "slot": signed}
