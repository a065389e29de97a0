"""What the report in easy words puts on the desks of staff."""

from django.db.models import F, Q, QuerySet

from consultations import seating
from consultations.access import Do
from consultations.desk import desk
from consultations.desk.looking import Look
from consultations.models import Membership
from consultations.stages.timeline import link
from outcomes.models import EasyRead


def _waiting() -> QuerySet[EasyRead]:
    changed = ~Q(parts=F("confirmed")) | ~Q(of_version=F("confirmed_version"))
    return EasyRead.objects.filter(Q(reviewed_at=None) | changed)


@desk.found(Look(_waiting, "report__consultation", Do.CHECK_EASY_READ.stages))
def easy_words_to_read(members: list[Membership]) -> list[desk.Todo]:
    """Words that wait for a second person, who is none of those who wrote them, nor of their side."""
    known = {m.consultation_id: m.consultation for m in members if m.consultation.stage in Do.CHECK_EASY_READ.stages}
    waiting = _waiting().filter(report__consultation__in=known)
    others = waiting.exclude(writers__in=seating.sides_of(members)).order_by()
    return [
        desk.Todo("Read the report in easy words", link("easy_read", known[pk].slug), known[pk].title)
        for pk in others.values_list("report__consultation", flat=True).distinct()
    ]
