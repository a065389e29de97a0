"""Reminders by the clock, each once: from dates alone, so that a tick that was missed tells what still counts."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from audit import clock
from consultations.models import Consultation, Stage
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
PROMISE_BEFORE = VERIFY_AFTER = 14
_Found = dict[str, tuple[Commitment, Consultation]]


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
    waiting = Consultation.objects.filter(stage=Stage.FINDINGS_PUBLISHED, response_due__lte=soon)
    lines = {}
    for c in waiting:
        if c.response_due and (step := milestone(c.response_due, today)):
            late = (today - c.response_due).days
            title = f"Your answer is {days(late)} late" if late > 0 else f"Your answer is due on {day(c.response_due)}"
            key = f"answer {c.response_due} {step}"
            lines[f"{key} in {c.pk}"] = notifications.Line(c, key, title, "response")
    return notifications.tell_all(notifications.POLICE, [lines[key] for key in _new(notifications.POLICE, lines)])


def assigned() -> int:
    """Whoever drafts one answer, on the day that the police set themselves; once for each such day."""
    today = clock.today()
    waiting = RecommendationResponse.objects.filter(
        response__state=PoliceResponse.State.DRAFT,
        internal_due__lte=today,
        owner__withdrawn_at=None,
        response__report__consultation__stage=Stage.FINDINGS_PUBLISHED,
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


def _new(kind: str, keys: Iterable[str]) -> list[str]:
    """Those that nobody was told yet."""
    wanted = list(keys)
    known: set[str] = set()
    for first in range(0, len(wanted), 500):
        some = Message.objects.filter(kind=kind, key__in=wanted[first : first + 500])
        known |= set(some.values_list("key", flat=True))
    return [key for key in wanted if key not in known]


def decisions() -> int:
    """What was left open falls due as the answer did: with the same days before, and weekly while it is late."""
    today = clock.today()
    soon = today + timedelta(days=max(BEFORE) + 7)
    signed = RecommendationResponse.objects.filter(response__state=PoliceResponse.State.SIGNED, decided=None)
    waiting = signed.filter(status__in=LEFT_OPEN, decision_by__lte=soon)
    slots, lines = {}, {}
    for slot in waiting.select_related("recommendation", "response__report__consultation"):
        if slot.decision_by and (step := milestone(slot.decision_by, today)):
            late, number, c = (today - slot.decision_by).days, slot.recommendation.number, slot.of_consultation
            when = f"is {days(late)} late" if late > 0 else f"is due on {day(slot.decision_by)}"
            key = f"decision {slot.pk} {slot.decision_by} {step}"
            title = f"Your decision on recommendation {number} {when}"
            lines[f"{key} in {c.pk}"] = notifications.Line(c, key, title, "recommendation", (number,))
            slots[f"{key} in {c.pk}"] = slot
    new = _new(notifications.POLICE, lines)
    overdue = [slot for slot in (slots[key] for key in new) if slot.days_late and not _was_told_late(slot)]
    heard = notifications.heard(slot.of_consultation.pk for slot in overdue)
    for slot in overdue:
        if slot.of_consultation.pk in heard:
            events.asked_moved(slot, "decision overdue", f"decision late {slot.decision_by}")
    return notifications.tell_all(notifications.POLICE, [lines[key] for key in new])


def _was_told_late(slot: RecommendationResponse) -> bool:
    """In an earlier week: who follows it was told then, and whoever follows it since is not told as if it were new."""
    begins, ends = f"decision {slot.pk} {slot.decision_by} late", f"in {slot.of_consultation.pk}"
    earlier = [f"{begins} {week} {ends}" for week in range(slot.days_late // 7)]
    return Message.objects.filter(kind=notifications.POLICE, key__in=earlier).exists()


def _promises(**which: object) -> QuerySet[Commitment]:
    found = Commitment.objects.filter(answer__response__state=PoliceResponse.State.SIGNED, **which)
    return found.select_related("answer__response__report__consultation")


def _with(found: Iterable[Commitment]) -> list[tuple[Commitment, Consultation]]:
    return [(promise, promise.of_consultation) for promise in found]


def _each(kind: str, found: dict[str, tuple[Commitment, Consultation]], title: str) -> int:
    new = [(key, *found[key]) for key in _new(kind, found)]
    lines = [notifications.Line(c, key.removesuffix(f" in {c.pk}"), title, "promise", (p.pk,)) for key, p, c in new]
    return notifications.tell_all(kind, lines)


def promises() -> int:
    """Two weeks before, or on the working day before that."""
    today = clock.today()
    soon = _with(_promises(settled=False, due__gte=today, due__lte=today + timedelta(days=PROMISE_BEFORE + 7)))
    soon = [(p, c) for p, c in soon if working_day_on_or_before(p.due - timedelta(days=PROMISE_BEFORE)) <= today]
    soon = [(p, c) for p, c in soon if p.is_open]
    return _each(
        notifications.POLICE, {f"due {p.pk} {p.due} in {c.pk}": (p, c) for p, c in soon}, "A promise falls due"
    )


def late_promises() -> int:
    """A promise whose day has passed: to those who asked for it, then to the police.

    Who asked may be nobody, and then nothing of it is kept. So whether it was told is seen by the police's, told last:
    else it would be looked at at every tick for ever, and who subscribes in a year would be told of it as new.
    """
    late = _with(_promises(state__in=Commitment.OPEN_STATES, due__lt=clock.today()))
    found = {f"late {p.pk} {p.due} in {c.pk}": (p, c) for p, c in late}
    new = {key: found[key] for key in _new(notifications.POLICE, found)}
    heard = notifications.heard(c.pk for _, c in new.values())
    for promise, c in new.values():
        if c.pk in heard:
            events.promise_moved(promise, "late", f"late {promise.due}")
    return _each(notifications.POLICE, new, "A promise is late")


def silent_promises() -> int:
    """An open promise of which the force has said nothing for long; once for each such time."""
    since = clock.now() - timedelta(days=numbers.days_of(numbers.REPORT_MONTHS))
    news = ProgressUpdate.objects.filter(commitment=OuterRef("pk"), at__gte=since, author__role__in=POLICE)
    quiet = _promises(state__in=Commitment.OPEN_STATES, answer__response__signed_at__lt=since).exclude(Exists(news))
    quiet = quiet.filter(Q(decision=None) | Q(decision__decided_on__lt=local_day(since)))  # made later, by a decision
    counted = quiet.annotate(said=Count("updates", filter=Q(updates__author__role__in=POLICE)))
    found: _Found = {f"update {p.pk} {p.said} in {p.of_consultation.pk}": (p, p.of_consultation) for p in counted}
    return _each(notifications.POLICE, found, "An update of a promise is wanted")


def unverified() -> int:
    """The panel, two weeks after the police reported a promise done."""
    before = clock.today() - timedelta(days=VERIFY_AFTER)
    waiting = _with(_promises(state=Commitment.State.DONE_UNVERIFIED, reported_done_on__lte=before))
    found = {f"unverified {p.pk} {p.reported_done_on} in {c.pk}": (p, c) for p, c in waiting}
    return _each(notifications.PANEL, found, f"A promise waits for your check since {days(VERIFY_AFTER)}")
