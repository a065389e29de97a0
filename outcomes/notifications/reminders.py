"""Reminders by the clock, to each person once: from dates alone, so that after a missed tick what still counts is told.

Whoever takes a role over is told what stands, as those before them were. A pause moves no date, so it stops no
reminder (docs/decisions/outbox.md).
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta
from typing import NamedTuple, TypeVar

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from audit import clock
from consultations.forces import agreeing
from consultations.models import Consultation, Membership, Stage
from consultations.models.membership import POLICE
from consultations.notifications import notifications
from consultations.notifications.working_days import working_day_on_or_before
from outcomes import numbers
from outcomes.models import Commitment, PoliceResponse, ProgressUpdate, RecommendationResponse
from outcomes.models.answers import LEFT_OPEN
from outcomes.notifications import events
from people.models import Message
from people.text.dates import day, days, local_day

BEFORE = (28, 14, 3, 0)  # days before an answer is due
PROMISE_BEFORE = VERIFY_AFTER = PANEL_AFTER = 14
Line = notifications.Line


class LateAnswer(NamedTuple):
    """The answer of a consultation, and the key of the line that says to everybody that it is late."""

    consultation: Consultation
    key: str


Late = TypeVar("Late", Commitment, RecommendationResponse)


def by_tick() -> Iterator[str]:
    if timezone.localtime(clock.now()).hour >= notifications.FROM_HOUR:
        told = answers() + assigned() + decisions() + promises() + late_promises() + silent_promises() + unverified()
        if told:
            yield f"reminders: {told}"


def milestone(due: date, today: date) -> str:
    """The nearest reminder that is reached, or ""; one that falls on a day off comes on the working day before."""
    if today > due:
        return f"late {(today - due).days // 7}"
    reached = [n for n in BEFORE if working_day_on_or_before(due - timedelta(days=n)) <= today]
    return str(min(reached)) if reached else ""


def answers() -> int:
    today = clock.today()
    soon = today + timedelta(days=max(BEFORE) + 7)  # days off may bring the first one forward
    lines, panel, overdue = [], [], []
    for c in Consultation.objects.filter(step=Stage.FINDINGS_PUBLISHED, response_due__lte=soon):
        if c.response_due and (step := milestone(c.response_due, today)):
            late = (today - c.response_due).days
            title = f"Your answer is {days(late)} late" if late > 0 else f"Your answer is due on {day(c.response_due)}"
            lines.append(Line(c, f"answer {c.response_due} {step}", title, "response"))
            overdue += [LateAnswer(c, f"{events.late_key(c)} in {c.pk}")] if late > 0 else []
            if late >= PANEL_AFTER:
                title = f"The answer of the police is overdue by {days(late)}"
                panel.append(Line(c, f"answer overdue {c.response_due}", title, "consultation"))
    _say_that_they_are_late(overdue)
    return notifications.tell_all(notifications.POLICE, lines) + notifications.tell_all(notifications.PANEL, panel)


def _say_that_they_are_late(overdue: list[LateAnswer]) -> None:
    """To residents and subscribers, once: also where the police had long been told, before anybody else was."""
    said = _told((one.key for one in overdue), notifications.EXTRA, notifications.SUBSCRIBED)
    anew = [one for one in overdue if one.key not in said]
    heard = notifications.heard(one.consultation.pk for one in anew)
    for one in anew:
        if one.consultation.pk in heard:
            events.answer_is_late(one.consultation)


def assigned() -> int:
    """Whoever drafts one answer, on the day that the police set themselves; once for each such day."""
    today = clock.today()
    waiting = RecommendationResponse.objects.filter(
        response__state=PoliceResponse.State.DRAFT,
        internal_due__lte=today,
        owner__withdrawn_at=None,
        response__report__consultation__step=Stage.FINDINGS_PUBLISHED,
    )
    told = 0
    for slot in waiting.select_related("owner__user", "recommendation", "response__report__consultation"):
        if slot.owner is not None and slot.owner.user is not None:
            c, number = slot.response.report.consultation, slot.recommendation.number
            title = f"Recommendation {number} was to be drafted by {day(slot.internal_due)}"
            key = f"draft {slot.pk} {slot.owner.pk} {slot.internal_due}"
            told += notifications.tell(
                c, notifications.POLICE, key, title, "answer_recommendation", number, to=[slot.owner.user]
            )
    return told


def _told(keys: Iterable[str], *kinds: str) -> set[str]:
    """Those of which anybody was told by a line of one of these kinds."""
    wanted, known = list(keys), set[str]()
    for first in range(0, len(wanted), 500):
        some = Message.objects.filter(kind__in=kinds, key__in=wanted[first : first + 500])
        known |= set(some.values_list("key", flat=True))
    return known


def _late_anew(late: Iterable[Late], key: Callable[[Late, int], str]) -> list[Late]:
    """What is late, and of which nobody of the police was told: neither this week nor in an earlier one.

    Who asked for it may be nobody, and then nothing of it is kept. So whether it was told is seen by the police's, told
    last: else it would be looked at at every tick for ever, and who subscribes in a year would be told of it as new.
    `key`: of the line to the police in that week.
    """
    this_week = {key(one, one.days_late // 7): one for one in late}
    known = _told(this_week, notifications.POLICE)
    rest = [one for said, one in this_week.items() if said not in known]
    before = {one: [key(one, week) for week in range(one.days_late // 7)] for one in rest}
    known = _told((said for keys in before.values() for said in keys), notifications.POLICE)
    return [one for one in rest if not known.intersection(before[one])]


def decisions() -> int:
    """What was left open falls due as the answer did: with the same days before, and weekly while it is late."""
    today = clock.today()
    soon = today + timedelta(days=max(BEFORE) + 7)
    signed = RecommendationResponse.objects.filter(response__state=PoliceResponse.State.SIGNED, decided=None)
    waiting = signed.filter(status__in=LEFT_OPEN, decision_by__lte=soon)
    lines, panel, late = [], [], []
    for slot in waiting.select_related("recommendation", "decided", "response__report__consultation"):
        due, number, c = slot.decision_by, slot.recommendation.number, slot.of_consultation
        if not due or not (step := milestone(due, today)):
            continue
        when = f"is {days(slot.days_late)} late" if slot.days_late else f"is due on {day(due)}"
        page = ("recommendation", (number,))
        lines.append(
            Line(c, f"decision {slot.pk} {due} {step}", f"Your decision on recommendation {number} {when}", *page)
        )
        late += [slot] if slot.days_late else []
        if slot.days_late >= PANEL_AFTER:
            title = f"The decision on recommendation {number} is overdue by {days(slot.days_late)}"
            panel.append(Line(c, f"decision overdue {slot.pk} {due}", title, *page))
    anew = _late_anew(late, lambda one, n: f"decision {one.pk} {one.decision_by} late {n} in {one.of_consultation.pk}")
    heard = notifications.heard(slot.of_consultation.pk for slot in anew)
    for slot in anew:
        if slot.of_consultation.pk in heard:
            events.asked_moved(slot, "decision overdue", f"decision late {slot.decision_by}")
    return notifications.tell_all(notifications.POLICE, lines) + notifications.tell_all(notifications.PANEL, panel)


def _promises(**which: object) -> QuerySet[Commitment]:
    found = Commitment.objects.filter(answer__response__state=PoliceResponse.State.SIGNED, **which)
    return found.select_related("answer__response__report__consultation")


def _line(promise: Commitment, key: str, title: str) -> Line:
    return Line(promise.of_consultation, key, title, "promise", (promise.pk,))


def promises() -> int:
    """Two weeks before, or on the working day before that."""
    today = clock.today()
    soon = _promises(settled=False, due__gte=today, due__lte=today + timedelta(days=PROMISE_BEFORE + 7))
    reached = [p for p in soon if working_day_on_or_before(p.due - timedelta(days=PROMISE_BEFORE)) <= today]
    lines = [_line(p, f"due {p.pk} {p.due}", "A promise falls due") for p in reached if p.is_open]
    return notifications.tell_all(notifications.POLICE, lines)


def late_promises() -> int:
    """A promise whose day has passed: once to those who asked for it, every week to the police, once to the panel."""
    late = list(_promises(state__in=Commitment.OPEN_STATES, due__lt=clock.today()))
    lines, panel = [], []
    for promise in late:
        title = f"A promise is {days(promise.days_late)} late"
        lines.append(_line(promise, _late_key(promise, promise.days_late // 7), title))
        if promise.days_late >= PANEL_AFTER:
            panel.append(_line(promise, f"promise overdue {promise.pk} {promise.due}", title))
    anew = _late_anew(late, lambda one, week: f"{_late_key(one, week)} in {one.of_consultation.pk}")
    heard = notifications.heard(promise.of_consultation.pk for promise in anew)
    for promise in anew:
        if promise.of_consultation.pk in heard:
            events.promise_moved(promise, "late", f"late {promise.due}")
    return notifications.tell_all(notifications.POLICE, lines) + notifications.tell_all(notifications.PANEL, panel)


def _late_key(promise: Commitment, week: int) -> str:
    """The first week bears no number: it was the only one that was told, once."""
    return f"late {promise.pk} {promise.due}" + (f" {week}" if week else "")


def silent_promises() -> int:
    """An open promise of which the force has said nothing for long; once for each such time."""
    since = clock.now() - timedelta(days=numbers.days_of(numbers.REPORT_MONTHS))
    said = ProgressUpdate.objects.filter(author__role__in=POLICE).exclude(author__in=_of_forces_beside())
    news = said.filter(commitment=OuterRef("pk"), at__gte=since)
    quiet = _promises(state__in=Commitment.OPEN_STATES, answer__response__signed_at__lt=since).exclude(Exists(news))
    quiet = quiet.filter(Q(decision=None) | Q(decision__decided_on__lt=local_day(since)))  # made later, by a decision
    counted = quiet.annotate(said=Count("updates", filter=Q(updates__author__role__in=POLICE)))
    lines = [_line(p, f"update {p.pk} {p.said}", "An update of a promise is wanted") for p in counted]
    return notifications.tell_all(notifications.POLICE, lines)


def _of_forces_beside() -> list[int]:
    """Who spoke of a promise for a force that did not sign it, before only that one could (`commitments.silence`)."""
    spoke = ProgressUpdate.objects.filter(author=OuterRef("pk"), commitment__state__in=Commitment.OPEN_STATES)
    police = Membership.objects.filter(Exists(spoke), role__in=POLICE).exclude(organisation="")
    found = police.select_related("consultation__force").prefetch_related("consultation__joint_forces")
    return [one.pk for one in found if agreeing.is_beside(one.consultation, one.organisation)]


def unverified() -> int:
    """The panel, two weeks after the police reported a promise done."""
    before = clock.today() - timedelta(days=VERIFY_AFTER)
    waiting = _promises(state=Commitment.State.DONE_UNVERIFIED, reported_done_on__lte=before)
    title = f"A promise waits for your check since {days(VERIFY_AFTER)}"
    lines = [_line(p, f"unverified {p.pk} {p.reported_done_on}", title) for p in waiting]
    return notifications.tell_all(notifications.PANEL, lines)
