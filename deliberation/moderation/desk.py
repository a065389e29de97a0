"""What moderation puts on the desks of staff: posts that wait, posts that were reported, appeals."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime

from django.db.models import Count, Min, QuerySet

from audit import clock
from consultations.access import Do
from consultations.desk import desk
from consultations.desk.looking import TODAY, Look
from consultations.models import Consultation, Membership
from consultations.notifications import notifications
from consultations.notifications.working_days import working_days_after
from consultations.seating import sides_of
from consultations.stages.timeline import link
from deliberation import numbers
from deliberation.models import Appeal, AskedOfPanel, Concern, Contribution
from deliberation.moderation import concerns, queue
from people.text.dates import day, local_day


@desk.found(
    Look(
        lambda: queue.since(Contribution.objects.all()),
        "thread__area__consultation",
        Do.MODERATE.stages,
        at="waits_since",
        later=numbers.DECIDE_DAYS,
    )
)
def posts_that_wait(members: list[Membership]) -> list[desk.Todo]:
    among = [m.consultation_id for m in members if m.consultation.stage in Do.MODERATE.stages]
    where = "thread__area__consultation"
    held = queue.since(Contribution.objects.filter(**{f"{where}__in": among}))
    counts = held.order_by().values(where).annotate(n=Count("pk"), first=Min("waits_since"))
    found = [(row[where], row["n"], queue.due(row["first"])) for row in counts]
    return _dated(members, found, "Read the posts that wait", "moderation")


@desk.found(
    Look(
        concerns.to_answer,
        "contribution__thread__area__consultation",
        Do.MODERATE.stages,
        at="raised_at",
        later=numbers.DECIDE_DAYS,
    )
)
def posts_that_were_reported(members: list[Membership]) -> list[desk.Todo]:
    among = [m.consultation_id for m in members if m.consultation.stage in Do.MODERATE.stages]
    found = [(pk, n, queue.due(first)) for pk, n, first in _reported(among)]
    return _dated(members, found, "Read what was reported", "moderation")


def _reported(among: Iterable[int] | QuerySet[Consultation]) -> QuerySet[Concern, tuple[int, int, datetime]]:
    """(Consultation, how many posts were reported, when the first was)."""
    where = "contribution__thread__area__consultation"
    waiting = concerns.to_answer().filter(**{f"{where}__in": among}).order_by().values_list(where)
    return waiting.annotate(n=Count("contribution", distinct=True), first=Min("raised_at"))


@desk.found(
    Look(
        lambda: Appeal.objects.filter(decided_at=None),
        "decision__contribution__thread__area__consultation",
        Do.DECIDE_APPEAL.stages,
        at="submitted_at",
        later=numbers.APPEAL_ANSWER_DAYS,
    )
)
def appeals_that_wait(members: list[Membership]) -> list[desk.Todo]:
    """Those somebody else decided: nobody hears an appeal against their own decision."""
    among = [m.consultation_id for m in members if m.consultation.stage in Do.DECIDE_APPEAL.stages]
    where = "decision__contribution__thread__area__consultation"
    open_ones = Appeal.objects.filter(decided_at=None, **{f"{where}__in": among}).exclude(
        decision__decided_by__in=sides_of(members)
    )
    counts = open_ones.order_by().values_list(where).annotate(n=Count("pk"), first=Min("submitted_at"))
    found = [(pk, n, working_days_after(local_day(first), numbers.APPEAL_ANSWER_DAYS)) for pk, n, first in counts]
    return _dated(members, found, "Decide an appeal", "appeals")


def _asked_of_the_panel() -> QuerySet[AskedOfPanel]:
    return AskedOfPanel.objects.filter(contribution__state=Contribution.State.HELD)


@desk.found(Look(_asked_of_the_panel, "contribution__thread__area__consultation", Do.DECIDE_UNREAD.stages, day=TODAY))
def asked_of_the_panel(members: list[Membership]) -> list[desk.Todo]:
    """Due at once: it waited longer than its author was promised already."""
    among = [m.consultation_id for m in members if m.consultation.stage in Do.DECIDE_UNREAD.stages]
    where = "contribution__thread__area__consultation"
    asked = _asked_of_the_panel().filter(**{f"{where}__in": among}).order_by()
    found = [(pk, n, clock.today()) for pk, n in asked.values_list(where).annotate(n=Count("pk"))]
    return _dated(members, found, "Decide about posts that nobody read in time", "appeals")


def _dated(members: list[Membership], found: list[tuple[int, int, date]], title: str, name: str) -> list[desk.Todo]:
    """As `desk.counted`, with the day on which the first of them is due: late ones come first."""
    known = {member.consultation_id: member.consultation for member in members}
    return [
        desk.Todo(
            f"{title}: {number}", link(name, known[pk].slug), known[pk].title, days_left=(ends - clock.today()).days
        )
        for pk, number, ends in found
    ]


def facilitators_are_told() -> Iterator[str]:
    """Once a day, of posts that wait and of those that were reported, with the day on which the first is due."""
    acting = Consultation.objects.filter(stage__in=Do.MODERATE.stages)
    where = "thread__area__consultation"
    held = queue.since(Contribution.objects.filter(**{f"{where}__in": acting})).order_by().values(where)
    counts = held.annotate(n=Count("pk"), first=Min("waits_since"))
    wait = {row[where]: (row["n"], row["first"]) for row in counts}
    reported = {pk: (n, first) for pk, n, first in _reported(acting)}
    told = notifications.once_a_day(
        [(pk, _in_words(wait.get(pk), reported.get(pk))) for pk in sorted({*wait, *reported})],
        "Posts wait to be read",
        "moderation",
    )
    if told:
        yield f"facilitators told of posts: {told}"


Waiting = tuple[int, datetime] | None


def _in_words(wait: Waiting, reported: Waiting) -> str:
    """ "2 held, 1 reported; the first is due on 2 December 2026"."""
    both = [(one, word) for one, word in ((wait, "held"), (reported, "reported")) if one is not None]
    counted = ", ".join(f"{n} {word}" for (n, _), word in both)
    return f"{counted}; the first is due on {day(queue.due(min(first for (_, first), _ in both)))}"
