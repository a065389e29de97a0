"""What the verdict holds about people: a place on the roll, and reasons that know no person."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import QuerySet

from consultations.models import Consultation
from consultations.numbers import SHORT_WORDS_MONTHS, WORDS_MONTHS
from consultations.privacy import periods
from consultations.privacy.my_data import parts
from consultations.privacy.retention import over
from outcomes import numbers
from outcomes.models import ReasonWordsOut, VerdictReason, VerdictRoll
from outcomes.verdicts import verdicts
from people.models import User
from people.privacy import retention
from people.privacy.registry import Erasing, Row, Section
from people.text.sentences import many


def places(user: User) -> Iterator[Row]:
    for place in VerdictRoll.objects.filter(membership__in=parts(user)).select_related("membership__consultation"):
        yield {
            "Consultation": str(place.membership.consultation),
            "You": "have said what you think of the answer"
            if place.has_spoken
            else "may say once what you think of it",
        }


AFTER_ASKING = (
    f"{many(WORDS_MONTHS, 'month')} after the last day on which residents say what they think of the answer "
    f"({SHORT_WORDS_MONTHS} where a consultation says so)"
)
_DAYS = many(numbers.VERDICT_DAYS, "day")
SHOWN = [
    Section(
        "verdict",
        "Your place on the list of those who may judge the answer",
        places,
        order=78,
        why="So that whoever took part speaks, once. What you said is not in it, and cannot be found from it.",
        kept=(
            f"From when your ballots are cut loose until {_DAYS} after the answer, and the days of a pause; "
            "then the list is destroyed."
        ),
    ),
]


def place_of(erasing: Erasing) -> None:
    """The place goes. What was said stays in the count: nobody can tell which it was."""
    VerdictRoll.objects.filter(membership__user=erasing.user).delete()


def reasons_until(consultation: Consultation) -> datetime | None:
    """Counted from the last day on which residents are asked, whenever the answer came: an answer that comes late
    leaves nobody less time to read them. None before the answer."""
    over = verdicts.asked_until(consultation)
    return periods.words_kept_from(over, consultation) if over else None


def unprinted(now: datetime) -> QuerySet[VerdictReason]:
    ended = over(reasons_until, now, Consultation.objects.all())
    found = VerdictReason.objects.with_words().filter(answer__response__report__consultation__in=ended)
    return found.exclude(state__in=VerdictReason.PRINTED_STATES)


def forget_reasons(rows: QuerySet[VerdictReason]) -> int:
    """The words go. That there was one, of which side, and what became of it stays: none goes without a trace."""
    return rows.update(text="")


def taken_out(now: datetime) -> QuerySet[ReasonWordsOut]:
    ended = over(reasons_until, now, Consultation.objects.all())
    found = ReasonWordsOut.objects.filter(reason__answer__response__report__consultation__in=ended)
    return found.exclude(taken="")


def forget_words(rows: QuerySet[ReasonWordsOut]) -> int:
    return rows.update(taken="")


KEPT = [
    retention.Rule(
        "words_of_reasons",
        "Words that identified somebody, taken out of a reason beside a verdict",
        "So that the oversight panel can say whether they are put back",
        f"Until the panel has read them, at the latest {AFTER_ASKING}.",
        3,
        due=taken_out,
        purge=forget_words,
    ),
    retention.Rule(
        "verdict_reasons",
        "Reasons beside a verdict that were not printed",
        "To read them",
        f"{AFTER_ASKING[:1].upper()}{AFTER_ASKING[1:]}. That there was one, and what became of it, stays.",
        3,
        due=unprinted,
        purge=forget_reasons,
    ),
]
