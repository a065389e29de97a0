"""Everything that is overdue anywhere, from the opening to the promises, the longest overdue first."""

from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet
from django.db.models.functions import TruncDate
from django.urls import reverse

from audit import clock
from consultations import keyed
from consultations.models import Consultation
from consultations.stages import places
from outcomes.models import PoliceResponse, RecommendationResponse
from outcomes.models.answers import LEFT_OPEN
from outcomes.promises import standings
from people.text.dates import local_day
from people.text.sentences import many


@dataclass(frozen=True)
class Overdue:
    """One thing that is overdue, whatever it is."""

    title: str
    href: str
    consultation: Consultation
    due: date
    is_late: bool = True  # says “late”, as its own page does; of what the police have not said yet it is “overdue”

    @property
    def said(self) -> str:
        """As the page that it leads to: an answer or decision that is not there is overdue, everything else is late."""
        days = many((clock.today() - self.due).days, "day")
        return f"{days} late" if self.is_late else f"overdue by {days}"


def _answers(after: str) -> keyed.Piece[Consultation]:
    return keyed.merged(
        [keyed.soonest_first(places.at("late").select_related("force"), "response_due", after)], "response_due"
    )


def _findings(after: str) -> keyed.Piece[Consultation]:
    late = places.at("analysis").filter(findings_due__lt=clock.today()).select_related("force")
    return keyed.merged([keyed.soonest_first(late, "findings_due", after)], "findings_due")


def _openings(after: str) -> keyed.Piece[Consultation]:
    """Announced, and not opened on its day: by the day, so that one of today is not late yet."""
    waits = places.at("soon").annotate(opens_on=TruncDate("opens_at"))
    late = waits.filter(opens_on__lt=clock.today()).select_related("force")
    return keyed.merged([keyed.soonest_first(late, "opens_on", after)], "opens_on")


def undecided() -> QuerySet[RecommendationResponse]:
    """Answers that had left something open, whose day has passed without a decision."""
    return RecommendationResponse.objects.filter(
        status__in=LEFT_OPEN, decided=None, decision_by__lt=clock.today(), response__state=PoliceResponse.State.SIGNED
    ).select_related("recommendation", "response__report__consultation__force")


def _decisions(after: str) -> keyed.Piece[RecommendationResponse]:
    lists = [keyed.soonest_first(undecided().filter(status=status), "decision_by", after) for status in LEFT_OPEN]
    return keyed.merged(lists, "decision_by")


def of(kind: str, after: str = "") -> tuple[list[Overdue], str]:
    """Things of one kind, and the key of the next page."""
    if kind == "answers":
        found = _answers(after)
        return [_answer(one) for one in found.rows], found.after
    if kind == "findings":
        late = _findings(after)
        return [_finding(one) for one in late.rows], late.after
    if kind == "openings":
        waiting = _openings(after)
        return [_opening(one) for one in waiting.rows], waiting.after
    if kind == "decisions":
        open_ = _decisions(after)
        return [_decision(one) for one in open_.rows], open_.after
    promised = standings.piece("late", after)
    rows = [
        Overdue(one.text, reverse("promise", args=[one.of_consultation.slug, one.pk]), one.of_consultation, one.due)
        for one in promised.rows
    ]
    return rows, promised.after


def _answer(one: Consultation) -> Overdue:
    assert one.response_due is not None
    return Overdue("The answer of the police", one.get_absolute_url(), one, one.response_due, is_late=False)


def _finding(one: Consultation) -> Overdue:
    assert one.findings_due is not None
    return Overdue("The findings", one.get_absolute_url(), one, one.findings_due)


def _opening(one: Consultation) -> Overdue:
    assert one.opens_at is not None
    return Overdue("The opening", one.get_absolute_url(), one, local_day(one.opens_at))


def _decision(one: RecommendationResponse) -> Overdue:
    consultation, asked = one.response.report.consultation, one.recommendation
    assert one.decision_by is not None
    address = reverse("recommendation", args=[consultation.slug, asked.number])
    return Overdue(f"A decision on “{asked.title}”", address, consultation, one.decision_by, is_late=False)


#: Name in an address → heading. In the order of the page: what the police owe first.
KINDS = {
    "answers": "Answers the police owe",
    "decisions": "Decisions that were left open",
    "promises": "Promises",
    "findings": "Findings: the page of each says whom they wait for",
    "openings": "Openings: the page of each says whom it waits for",
}
