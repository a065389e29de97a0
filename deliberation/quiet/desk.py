"""What was said to the facilitators alone, on their desks."""

from django.db.models import Count

from consultations.desk import desk
from consultations.desk.looking import Look
from consultations.models import Membership
from deliberation.models import QuietWord


@desk.found(Look(lambda: QuietWord.objects.filter(seen_at=None), "thread__area__consultation"))
def quiet_words_to_see(members: list[Membership]) -> list[desk.Todo]:
    where = "thread__area__consultation"
    waiting = QuietWord.objects.filter(seen_at=None, **{f"{where}__in": [m.consultation_id for m in members]})
    counts = waiting.order_by().values_list(where).annotate(n=Count("pk"))
    return desk.counted(members, counts, "Read what somebody said to you alone", "quiet_words")
