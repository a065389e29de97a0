"""What the verdict holds about people: a place on the roll, and reasons that know no person."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import QuerySet

from consultations.models import Consultation
from consultations.privacy import periods
from consultations.privacy.my_data import parts
from consultations.privacy.retention import over
from deliberation.privacy.words import AFTER
from outcomes import numbers
from outcomes.models import ReasonWordsOut, VerdictReason, VerdictRoll
from people.models import User
from people.privacy import retention
from people.privacy.registry import Erasing, Row, Section
from people.text.sentences import many


def places(user: User) -> Iterator[Row]:
    for place in VerdictRoll.objects.filter(membership__in=parts(user)).select_related("membership__consultation"):
        yield {
            "Consultation": str(place.membership.consultation),
            "You": "have said what you think of the answer" if place.has_spoken else "may say what you think of it",
        }


_DAYS = many(numbers.VERDICT_DAYS, "day")
SHOWN = [
    Section(
        "verdict",
        "Your place on the list of those who may judge the answer",
        places,
        order=78,
        why="So that one person speaks once. What you said is not in it, and cannot be found from it.",
        kept=f"Until {_DAYS} after the answer; then the list is destroyed.",
    ),
]


def place_of(erasing: Erasing) -> None:
    """The place goes. What was said stays in the count: nobody can tell which it was."""
    VerdictRoll.objects.filter(membership__user=erasing.user).delete()


def unprinted(now: datetime) -> QuerySet[VerdictReason]:
    ended = over(periods.words_until, now, Consultation.objects.all())
    return VerdictReason.objects.filter(answer__response__report__consultation__in=ended).exclude(
        state__in=VerdictReason.PRINTED_STATES
    )


def taken_out(now: datetime) -> QuerySet[ReasonWordsOut]:
    ended = over(periods.words_until, now, Consultation.objects.all())
    found = ReasonWordsOut.objects.filter(reason__answer__response__report__consultation__in=ended)
    return found.exclude(taken="")


def forget_words(rows: QuerySet[ReasonWordsOut]) -> int:
    return rows.update(taken="")


KEPT = [
    retention.Rule(
        "words_of_reasons",
        "Words that identified somebody, taken out of a reason beside a verdict",
        "So that the oversight panel can say whether they are put back",
        f"Until the panel has read them, at the latest {AFTER}.",
        3,
        due=taken_out,
        purge=forget_words,
    ),
    retention.Rule(
        "verdict_reasons",
        "Reasons beside a verdict that were not printed",
        "To read them",
        f"{AFTER}.",
        3,
        due=unprinted,
        purge=retention.delete,
    ),
]
