"""What became of a promise is held by the record: nobody makes it “done and checked” with the database open."""

from typing import Any

import pytest

from audit import texts
from outcomes.models import Commitment, PoliceResponse, ProgressUpdate, RecommendationResponse
from outcomes.promises import commitments
from tests.audit import attacks
from tests.cast import Cast
from tests.outcomes.promises.test_paused import DUE, answered, pause
from tests.outcomes.promises.test_taking_back import WHY, kept, report

__all__ = ["answered", "kept"]
pytestmark = pytest.mark.django_db


@pytest.fixture
def open_again(cast: Cast, kept: Commitment) -> Commitment:
    """Known to the record as it was verified; then taken back, as an act."""
    texts.begin()
    assert texts.compare().faults == []
    commitments.take_back(kept, by=cast.hale, reason=WHY)
    assert texts.compare().faults == []
    return kept


@pytest.mark.parametrize(
    ("sql", "part"),
    [
        ("UPDATE outcomes_commitment SET state = 'on_track', reported_done_on = '2020-01-01'", "The standing"),
        ("UPDATE outcomes_commitment SET state = 'dropped', dropped_reason = 'It rained.'", "The dropping"),
        ("UPDATE outcomes_commitment SET days_paused = 400", "The days"),
        ("UPDATE outcomes_commitment SET was_verified_on = NULL, taken_back_on = NULL", "The check"),
        ("UPDATE outcomes_progressupdate SET text = 'All is well.'", "The updates"),
        ("DELETE FROM outcomes_takenback", "The checks that were taken back"),
    ],
)
def test_what_became_of_it(open_again: Commitment, sql: str, part: str) -> None:
    attacks.run(sql)
    assert f"{part} of standing of the promise under recommendation 1 of" in " ".join(texts.compare().faults)


def test_an_act_covers_nothing_that_was_done_before_it(open_again: Commitment, cast: Cast) -> None:
    attacks.run("UPDATE outcomes_commitment SET days_with_panel = 90")
    open_again.refresh_from_db()
    report(open_again, cast)
    (fault,) = texts.compare().faults
    assert fault.startswith("Changed without an act between ") and "standing of the promise" in fault


def test_an_update_that_nobody_wrote(open_again: Commitment, cast: Cast) -> None:
    member: Any = cast.member(cast.reyes)
    ProgressUpdate.objects.create(commitment=open_again, text="All up.", state="on_track", author=member)
    assert "The updates of standing of the promise" in " ".join(texts.compare().faults)


def test_the_days_beside_what_was_left_open(answered: PoliceResponse, cast: Cast) -> None:
    texts.begin()
    pause(cast, DUE + 2, 3)
    assert RecommendationResponse.objects.get(decision_by__isnull=False).days_paused == 4
    assert texts.compare().faults == []
    attacks.run("UPDATE outcomes_recommendationresponse SET days_paused = 400 WHERE decision_by IS NOT NULL")
    (fault,) = texts.compare().faults
    assert fault.startswith("The days of pauses of days of what was left open of recommendation 2 of")
    pause(cast, DUE + 9, 2)  # an act covers nothing that was done before it
    (fault,) = texts.compare().faults
    assert fault.startswith("Changed without an act between ") and "left open of recommendation 2" in fault
