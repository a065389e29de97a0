"""Days on which nobody could keep a date because the panel had it paused: they stand beside what is late.

docs/decisions/lateness.md
"""

from datetime import date
from functools import partial

from audit import clock, texts
from consultations.models import Consultation
from consultations.stages import pauses
from outcomes.answers import published
from outcomes.models import Commitment, PoliceResponse, RecommendationResponse
from outcomes.models.answers import LEFT_OPEN

SIGNED = PoliceResponse.State.SIGNED


def note(consultation: Consultation) -> None:
    """As a pause ends: of each open promise and each undecided answer whose day has passed, the days of it past that.

    A day that two pauses touch is told once. They are not taken off lateness: a pause moves no date.
    """
    spans = pauses.of(consultation)
    taken = pauses.days_taken(spans) - pauses.days_taken(spans[:-1])
    of = "response__report__consultation"
    promises = Commitment.objects.select_for_update(no_key=True, of=("self",)).filter(
        **{f"answer__{of}": consultation},
        answer__response__state=SIGNED,
        state__in=Commitment.OPEN_STATES,
        due__lt=clock.today(),
    )
    for promise in promises.order_by("pk"):
        with texts.moving(partial(published.standing_now, promise)):
            _add(promise, promise.due, taken)
    answers = RecommendationResponse.objects.select_related("recommendation")
    undecided = answers.select_for_update(no_key=True, of=("self",)).filter(
        **{of: consultation},
        response__state=SIGNED,
        status__in=LEFT_OPEN,
        decided=None,
        decision_by__lt=clock.today(),
    )
    for slot in undecided.order_by("pk"):
        if slot.decision_by is not None:
            with texts.moving(partial(published.left_open_text, slot, consultation)):
                _add(slot, slot.decision_by, taken)


def _add(late: Commitment | RecommendationResponse, due: date, taken: set[date]) -> None:
    late.days_paused += sum(day > due for day in taken)
    late.save(update_fields=["days_paused"])
