"""Days on which the panel let nobody report or decide stand beside what is late, and are not taken off it."""

from datetime import timedelta

import pytest

from audit import clock
from consultations.models import Consultation, Stage
from consultations.signing import as_told
from consultations.stages import stages
from outcomes.answers import deciding, promising
from outcomes.models import Commitment, PoliceResponse, RecommendationResponse
from outcomes.models.promises import NOT_DONE
from outcomes.promises import commitments
from people.text.dates import day
from tests.cast import Cast
from tests.made_once import made_once
from tests.outcomes.answers.test_deciding import page
from tests.outcomes.promises.test_taking_back import EVIDENCE, WHY, report
from tests.outcomes.published import LONG, publish

pytestmark = pytest.mark.django_db
Status, State = RecommendationResponse.Status, Commitment.State
DUE = 30  # days from the answer


@made_once
def answered(cast: Cast) -> PoliceResponse:
    """A promise to the first, and the second left open, for the same day."""
    response = publish(cast)
    first, second = response.answers.order_by("recommendation__number")
    on = clock.today() + timedelta(DUE)
    promising.promise(first, by=cast.reyes, text="Put up signs", owner_role="Superintendent", due=on)
    RecommendationResponse.objects.filter(pk=first.pk).update(status=Status.ACCEPTED)
    RecommendationResponse.objects.filter(pk=second.pk).update(status=Status.UNDER_CONSIDERATION, decision_by=on)
    PoliceResponse.objects.update(
        state="signed", signed_by_name="N. Okoro", signed_by_role="Chief", signed_at=clock.now()
    )
    Consultation.objects.filter(pk=cast.consultation.pk).update(
        findings_published_at=clock.now(), response_published_at=clock.now()
    )
    cast.at(Stage.FOLLOW_UP)
    return response


def late_ones(response: PoliceResponse) -> tuple[Commitment, RecommendationResponse]:
    return Commitment.objects.get(), response.answers.get(recommendation__number=2)


def pause(cast: Cast, begins: int, days: int) -> None:
    """So many days after the answer, for so long."""
    with clock.travel(clock.now() + timedelta(begins)):
        stages.pause(Consultation.objects.get(pk=cast.consultation.pk), by=cast.hale, reason="A threat was made.")
    with clock.travel(clock.now() + timedelta(begins + days)):
        stages.resume(Consultation.objects.get(pk=cast.consultation.pk), by=cast.hale)


def test_a_pause_over_the_day_is_told_beside_it(answered: PoliceResponse, cast: Cast) -> None:
    with clock.travel(clock.now() + timedelta(DUE - 5)):
        stages.pause(cast.consultation, by=cast.hale, reason="A threat was made.")
        since = day(clock.today())
    with clock.travel(clock.now() + timedelta(DUE + 10)):
        for name, args in (("promise", [Commitment.objects.get().pk]), ("recommendation", [2])):
            assert f"paused by the panel since {since}" in page(cast, name, *args)
        cast.consultation.refresh_from_db()
        stages.resume(cast.consultation, by=cast.hale)
    with clock.travel(clock.now() + timedelta(DUE + 12)):
        promise, left_open = late_ones(answered)
        report(promise, cast)
        as_told(deciding.decide, left_open, by=cast.okoro, status=Status.NOT_ACCEPTED, reasons=LONG)
        promise, left_open = late_ones(answered)
        beside = "12 days late, of these 10 days while the panel had it paused"
        assert promise.lateness == f"reported done {beside}" and left_open.lateness == f"decided {beside}"
        for name, args in (("promise", [promise.pk]), ("promises", []), ("recommendation", [2]), ("answer", [])):
            assert beside in page(cast, name, *args), name


def test_no_pause_makes_anything_punctual_or_counts_a_day_twice(answered: PoliceResponse, cast: Cast) -> None:
    pause(cast, DUE + 2, 3)
    for hour in range(3):  # of one day, on which it was paused already
        with clock.travel(clock.now() + timedelta(DUE + 5, hours=0, minutes=5 + 2 * hour)):
            stages.pause(Consultation.objects.get(pk=cast.consultation.pk), by=cast.hale, reason="Again.")
        with clock.travel(clock.now() + timedelta(DUE + 5, hours=0, minutes=6 + 2 * hour)):
            stages.resume(Consultation.objects.get(pk=cast.consultation.pk), by=cast.hale)
    with clock.travel(clock.now() + timedelta(DUE + 9)):
        promise, left_open = late_ones(answered)
        assert (promise.days_paused, left_open.days_paused) == (4, 4), "the two days at its ends too"
        assert promise.lateness.startswith("9 days late, of these 4 days") and promise.is_late


def test_days_with_the_panel_or_in_time_are_no_days_of_a_pause(answered: PoliceResponse, cast: Cast) -> None:
    pause(cast, 3, 9)
    promise, _ = late_ones(answered)
    with clock.travel(clock.now() + timedelta(DUE + 1)):
        report(promise, cast)
    pause(cast, DUE + 3, 4)
    with clock.travel(clock.now() + timedelta(DUE + 9)):
        commitments.send_back(promise, by=cast.hale, reason="It shows another town.")
        assert promise.lateness == f"9 days late, of these 8 days while {NOT_DONE}"


def test_a_mistaken_take_back_gives_what_stood_beside_back_too(answered: PoliceResponse, cast: Cast) -> None:
    pause(cast, DUE + 1, 2)
    promise, _ = late_ones(answered)
    with clock.travel(clock.now() + timedelta(DUE + 5)):
        report(promise, cast)
        commitments.verify(promise, by=cast.hale)
        said = promise.lateness
        commitments.take_back(promise, by=cast.quill, reason=WHY)
    pause(cast, DUE + 7, 5)
    with clock.travel(clock.now() + timedelta(DUE + 20)):
        promise.refresh_from_db()
        assert "9 days while the panel had it paused" in promise.lateness
        report(promise, cast, EVIDENCE)
        commitments.verify(promise, by=cast.quill, held_then=True)
        assert promise.lateness == said == "done 5 days late, of these 3 days while the panel had it paused"
