"""Names for which a post is held: of people who are not here. Deleted once nothing can be posted any more."""

from datetime import datetime

from django.db.models import QuerySet

from deliberation.models import ListedNames
from people.privacy import retention


def no_longer_needed(now: datetime) -> QuerySet[ListedNames]:
    return ListedNames.objects.filter(consultation__findings_published_at__lte=now)


KEPT = [
    retention.Rule(
        "listed_names",
        "Names of people and cases for which a post is held",
        "So that a name is not shown unread",
        "Until the findings are published. Only facilitators see them.",
        34,
        due=no_longer_needed,
        purge=retention.delete,
        since="consultation__findings_published_at",
    ),
]
