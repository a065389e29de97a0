"""What was said to the facilitators alone, on their desks."""

from django.db.models import Count, Min

from audit import clock
from consultations.desk import desk
from consultations.desk.looking import Look
from consultations.models import Membership
from consultations.notifications.working_days import working_days_after
from consultations.stages.timeline import link
from deliberation import numbers
from deliberation.models import QuietWord
from people.text.dates import local_day


@desk.found(
    Look(
        lambda: QuietWord.objects.filter(seen_at=None),
        "membership__consultation",
        at="said_at",
        later=numbers.DECIDE_DAYS,
    )
)
def quiet_words_to_see(members: list[Membership]) -> list[desk.Todo]:
    where = "membership__consultation"
    known = {member.consultation_id: member.consultation for member in members}
    waiting = QuietWord.objects.filter(seen_at=None, **{f"{where}__in": list(known)})
    counts = waiting.order_by().values_list(where).annotate(n=Count("pk"), first=Min("said_at"))
    return [
        desk.Todo(
            f"Read what somebody said to you alone: {count}",
            link("quiet_words", known[pk].slug),
            known[pk].title,
            days_left=(working_days_after(local_day(first), numbers.DECIDE_DAYS) - clock.today()).days,
        )
        for pk, count, first in counts
    ]
