"""What moderation puts on the desks of staff: posts that wait, posts that were reported, appeals."""

from collections.abc import Iterator
from datetime import date

from django.db.models import Count, Min

from audit import clock
from consultations.access import Do
from consultations.desk import desk
from consultations.desk.looking import Look
from consultations.models import Membership
from consultations.notifications import notifications
from consultations.notifications.working_days import working_days_after
from consultations.seating import sides_of
from consultations.stages.timeline import link
from deliberation import numbers
from deliberation.models import Appeal, Contribution
from deliberation.moderation import concerns, queue
from people.text.dates import local_day


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
        lambda: Contribution.objects.on_show().filter(concerns__in=concerns.unanswered()),
        "thread__area__consultation",
        Do.MODERATE.stages,
    )
)
def posts_that_were_reported(members: list[Membership]) -> list[desk.Todo]:
    among = [m.consultation_id for m in members if m.consultation.stage in Do.MODERATE.stages]
    where = "thread__area__consultation"
    posts = Contribution.objects.on_show().filter(concerns__in=concerns.unanswered(), **{f"{where}__in": among})
    counts = posts.order_by().values_list(where).annotate(n=Count("pk", distinct=True))
    return desk.counted(members, counts, "Read what was reported", "moderation")


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
    """Once a day, of posts that wait."""
    held = Contribution.objects.filter(state=Contribution.State.HELD).order_by()
    counts = held.values_list("thread__area__consultation").annotate(n=Count("pk"))
    told = notifications.once_a_day(counts, "Posts wait to be read", "moderation")
    if told:
        yield f"facilitators told of posts: {told}"
