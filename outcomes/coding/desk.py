"""What coding puts on the desks of staff: quotes to check."""

from django.db.models import Count, QuerySet

from consultations.desk import desk
from consultations.desk.looking import Look
from consultations.models import Membership, Stage
from consultations.seating import sides_of
from consultations.stages.timeline import link
from outcomes.models import Excerpt

WHERE = "finding_quotes__finding__report__consultation"


def _unchecked() -> QuerySet[Excerpt]:
    return Excerpt.objects.filter(checked_by=None, refused_because="")


@desk.found(Look(_unchecked, WHERE, {Stage.ANALYSIS}))
def quotes_to_check(members: list[Membership]) -> list[desk.Todo]:
    """Quotes that findings use and nobody has checked: for whoever did not code them."""
    known = {m.consultation_id: m.consultation for m in members if m.consultation.stage == Stage.ANALYSIS}
    open_ones = _unchecked().filter(**{f"{WHERE}__in": known})
    side = sides_of(members)
    others = open_ones.exclude(created_by__in=side).exclude(codings__coded_by__in=side)
    counts = others.order_by().values_list(WHERE).annotate(n=Count("pk", distinct=True))
    return [
        desk.Todo(
            "Check that quotes give no one away",
            link("check_quotes", known[pk].slug),
            known[pk].title,
            status=f"{count} waiting",
        )
        for pk, count in counts
    ]
