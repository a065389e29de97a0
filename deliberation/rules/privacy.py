"""Names for which a post is held: of people who are not here. Deleted once nothing can be posted any more."""

from datetime import datetime

from django.db.models import Q, QuerySet

from consultations import numbers
from consultations.models import Consultation
from consultations.privacy import periods
from consultations.privacy.retention import over
from deliberation.models import ListedNames
from people.privacy import retention
from people.text.sentences import many


def no_longer_needed(now: datetime) -> QuerySet[ListedNames]:
    """Published or withdrawn; or its findings never come, and what people wrote goes; or it never opens."""
    ended = over(periods.words_until, now, Consultation.objects.filter(listed_names__isnull=False))
    done = Q(consultation__findings_published_at__lte=now) | Q(consultation__withdrawn_at__lte=now)
    begun = retention.months_after(now, -numbers.WORDS_MONTHS)
    unopened = Q(consultation__closes_at=None, consultation__created_at__lte=begun)
    return ListedNames.objects.filter(done | unopened | Q(consultation__in=ended))


KEPT = [
    retention.Rule(
        "listed_names",
        "Names of people and cases for which a post is held",
        "So that a name is not shown unread",
        "Until the findings are published or it is withdrawn. If no findings come: as long as posts. If it does "
        f"not open: {many(numbers.WORDS_MONTHS, 'month')}. Only facilitators and the oversight panel see them.",
        34,
        due=no_longer_needed,
        purge=retention.delete,
        since="consultation__created_at",
    ),
]
