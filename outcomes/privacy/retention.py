"""Until when: passages that were marked and never quoted, and comments on a draft."""

from datetime import datetime

from django.db.models import Q, QuerySet

from consultations import numbers
from consultations.models import Consultation, Role
from consultations.privacy import periods
from consultations.privacy.retention import over
from deliberation.models import Contribution
from deliberation.privacy.retention import AFTER, removed
from outcomes.models import Excerpt, FactualComment
from outcomes.privacy.erasing import PUBLISHED, forget
from people.privacy import retention
from people.text.sentences import counted

State = Contribution.State


def _ended(now: datetime) -> list[int]:
    return over(periods.words_until, now, Consultation.objects.all())


def unquoted(now: datetime) -> QuerySet[Excerpt]:
    old = Excerpt.objects.filter(revision__contribution__thread__area__consultation__in=_ended(now))
    return old.exclude(finding_quotes__finding__report__state=PUBLISHED)


def taken_back(now: datetime) -> QuerySet[Excerpt]:
    """Marked in words that were taken back or removed. In published findings the words are emptied."""
    back = Q(revision__contribution__state=State.WITHDRAWN) | Q(revision__contribution__in=removed(now))
    return Excerpt.objects.filter(back, created_at__lte=now).exclude(verbatim="")


def comments(now: datetime) -> QuerySet[FactualComment]:
    """Participants' comments. What the police wrote is printed with the findings."""
    return FactualComment.objects.filter(
        report__consultation__in=_ended(now), from_police=False, author__role=Role.PARTICIPANT
    )


retention.add(
    retention.Rule(
        "quotes_back", "Quotes and passages of words taken back", "They only wait for the daily deletion",
        f"Out of the report at once, deleted within {counted(numbers.WITHDRAWN_DAYS, 'day')}.", 1,
        due=taken_back, purge=forget, since="created_at",
    ),
    retention.Rule(
        "passages", "Passages marked for the analysis and not quoted", "To count who holds a view",
        f"{AFTER}.", 2,
        due=unquoted, purge=forget, since="created_at",
    ),
    retention.Rule(
        "comments", "Participants’ comments on a draft", "To check the findings", f"{AFTER}.", 3,
        due=comments, purge=retention.delete, since="at",
    ),
)  # fmt: skip
