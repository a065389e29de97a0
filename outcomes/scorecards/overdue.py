"""Everything that is overdue anywhere, from the opening to the promises, the longest overdue first."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TypeVar

from django.db.models import Model, Q, QuerySet
from django.db.models.functions import TruncDate
from django.urls import reverse

from audit import clock
from consultations import keyed
from consultations.models import Consultation
from consultations.stages import places
from outcomes import numbers
from outcomes.models import Commitment, PoliceResponse, RecommendationResponse
from outcomes.models.answers import LEFT_OPEN
from outcomes.promises import commitments, standings
from outcomes.promises.standings import CONSULTATION
from people.text.dates import day, local_day
from people.text.sentences import counted, many

Among = QuerySet[Consultation] | None  # None: of all
M = TypeVar("M", bound=Model)


@dataclass(frozen=True)
class Overdue:
    """One thing that is overdue, whatever it is."""

    title: str
    href: str
    consultation: Consultation
    due: date
    said: str  # as the page that it leads to: what the police have not said yet is overdue, everything else is late


def _of(found: QuerySet[M], among: Among, consultation: str = "pk") -> QuerySet[M]:
    """Those of these consultations; `consultation`: the way to it."""
    return found if among is None else found.filter(**{f"{consultation}__in": among.order_by().values("pk")})


def _answers(after: str, among: Among, size: int) -> keyed.Piece[Consultation]:
    return keyed.merged(
        [keyed.soonest_first(_of(places.at("late"), among).select_related("force"), "response_due", after, size)],
        "response_due",
        size,
    )


def _findings(after: str, among: Among, size: int) -> keyed.Piece[Consultation]:
    late = _of(places.at("analysis"), among).filter(findings_due__lt=clock.today()).select_related("force")
    return keyed.merged([keyed.soonest_first(late, "findings_due", after, size)], "findings_due", size)


def _openings(after: str, among: Among, size: int) -> keyed.Piece[Consultation]:
    """Announced, and not opened on its day: by the day, so that one of today is not late yet."""
    waits = _of(places.at("soon"), among).annotate(opens_on=TruncDate("opens_at"))
    late = waits.filter(opens_on__lt=clock.today()).select_related("force")
    return keyed.merged([keyed.soonest_first(late, "opens_on", after, size)], "opens_on", size)


def undecided() -> QuerySet[RecommendationResponse]:
    """Answers that had left something open, whose day has passed without a decision."""
    return RecommendationResponse.objects.filter(
        status__in=LEFT_OPEN, decided=None, decision_by__lt=clock.today(), response__state=PoliceResponse.State.SIGNED
    ).select_related("decided", "recommendation", "response__report__consultation__force")


def _decisions(after: str, among: Among, size: int) -> keyed.Piece[RecommendationResponse]:
    late = _of(undecided(), among, "response__report__consultation")
    lists = [keyed.soonest_first(late.filter(status=status), "decision_by", after, size) for status in LEFT_OPEN]
    return keyed.merged(lists, "decision_by", size)


def _looks(after: str, among: Among, size: int) -> keyed.Piece[Commitment]:
    """Reported done by their day, and not settled by the panel in its days. Those reported late are late promises."""
    last = clock.today() - timedelta(numbers.LOOK_DAYS)
    waits = standings.condition("unverified") & Q(reported_done_on__lt=last)
    mine = _of(commitments.public(), among, CONSULTATION).filter(waits)
    return keyed.merged([keyed.soonest_first(mine, "reported_done_on", after, size)], "reported_done_on", size)


def of(kind: str, after: str = "", among: Among = None, size: int = keyed.A_PAGE) -> tuple[list[Overdue], str]:
    """Things of one kind, and the key of the next page. `among`: only those of these consultations."""
    if kind == "answers":
        found = _answers(after, among, size)
        return [_answer(one) for one in found.rows], found.after
    if kind == "findings":
        late = _findings(after, among, size)
        return [_finding(one) for one in late.rows], late.after
    if kind == "openings":
        waiting = _openings(after, among, size)
        return [_opening(one) for one in waiting.rows], waiting.after
    if kind == "decisions":
        open_ = _decisions(after, among, size)
        return [_decision(one) for one in open_.rows], open_.after
    if kind == "looks":
        waiting_for_panel = _looks(after, among, size)
        return [_look(one) for one in waiting_for_panel.rows], waiting_for_panel.after
    mine = None if among is None else _of(commitments.public(), among, CONSULTATION)
    promised = standings.piece("late", after, size, among=mine)
    return [_promise(one) for one in promised.rows], promised.after


def _promise(one: Commitment) -> Overdue:
    """As late as its own page says: what is reported done is late by the day of the report, and waits for the panel."""
    said = one.lateness
    if one.reported_done_on and one.state == Commitment.State.DONE_UNVERIFIED:
        said += f", has waited {_since(one.reported_done_on)} for the panel"
    address = reverse("promise", args=[one.of_consultation.slug, one.pk])
    return Overdue(one.text, address, one.of_consultation, one.due, said)


def _look(one: Commitment) -> Overdue:
    """The panel’s, and no lateness of the force: it said that it is done, in time."""
    assert one.reported_done_on is not None
    said = f"reported done, not settled by the panel since {day(one.reported_done_on)}"
    address = reverse("promise", args=[one.of_consultation.slug, one.pk])
    due = one.reported_done_on + timedelta(numbers.LOOK_DAYS)
    return Overdue(one.text, address, one.of_consultation, due, said)


def _since(due: date) -> str:
    return many((clock.today() - due).days, "day")


def _answer(one: Consultation) -> Overdue:
    assert one.response_due is not None
    return Overdue(
        "The answer of the police",
        one.get_absolute_url(),
        one,
        one.response_due,
        f"overdue by {_since(one.response_due)}",
    )


def _finding(one: Consultation) -> Overdue:
    assert one.findings_due is not None
    return Overdue("The findings", one.get_absolute_url(), one, one.findings_due, f"{_since(one.findings_due)} late")


def _opening(one: Consultation) -> Overdue:
    assert one.opens_at is not None
    due = local_day(one.opens_at)
    return Overdue("The opening", one.get_absolute_url(), one, due, f"{_since(due)} late")


def _decision(one: RecommendationResponse) -> Overdue:
    consultation, asked = one.response.report.consultation, one.recommendation
    assert one.decision_by is not None
    address = reverse("recommendation", args=[consultation.slug, asked.number])
    return Overdue(
        f"A decision on “{asked.title}”", address, consultation, one.decision_by, one.lateness.removeprefix("decision ")
    )


#: Name in an address → heading. In the order of the page: what the police owe first.
KINDS = {
    "answers": "Answers the police owe",
    "decisions": "Decisions that were left open",
    "promises": "Promises",
    "looks": f"Reported done, and not settled by the panel in {counted(numbers.LOOK_DAYS, 'day')}",
    "findings": "Findings: the page of each says whom they wait for",
    "openings": "Openings: the page of each says whom it waits for",
}
